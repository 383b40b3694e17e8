/** A query as something to paste: a curl command and a Python script that give the same answer. */

type Where = { readonly endpoint: string } | { readonly dump: string };

/** Return a shell command; a quoted here-document keeps the query as it is. */
export function curl(query: string, where: Where, accept: string): string {
  let end = "RQ";
  while (query.split("\n").includes(end)) end += "_";
  const document = `<<'${end}'\n${query.trimEnd()}\n${end}\n`;
  if ("dump" in where) return `cat > question.rq ${document}vngov query --file question.rq\n`;
  return `curl --silent --fail-with-body '${shell(where.endpoint)}' \\\n  --header 'Accept: ${shell(accept)}' --data-urlencode query@- ${document}`;
}

/** Return a Python script. */
export function python(query: string, where: Where, graph: boolean): string {
  const text = `query = ${literal(query)}\n`;
  if ("dump" in where)
    return [
      "import gzip, io, urllib.request",
      "import pyoxigraph  # pip install pyoxigraph",
      "",
      text,
      `with urllib.request.urlopen(${JSON.stringify(where.dump)}) as answer:`,
      "    dump = gzip.decompress(answer.read())",
      "store = pyoxigraph.Store()",
      "store.load(io.BytesIO(dump), format=pyoxigraph.RdfFormat.N_QUADS)",
      "for row in store.query(query, use_default_graph_as_union=True):",
      graph ? "    print(row)" : "    print(*row, sep=\"\\t\")",
      "",
    ].join("\n");
  const accept = graph ? "text/turtle" : "text/csv";
  return [
    "import io, urllib.parse, urllib.request",
    graph ? "import rdflib  # pip install rdflib" : "import pandas as pd  # pip install pandas",
    "",
    text,
    `request = urllib.request.Request(`,
    `    ${JSON.stringify(where.endpoint)},`,
    `    data=urllib.parse.urlencode({"query": query}).encode(),`,
    `    headers={"Accept": ${JSON.stringify(accept)}},`,
    `)`,
    `with urllib.request.urlopen(request) as answer:`,
    `    text = answer.read().decode()`,
    graph ? `print(len(rdflib.Graph().parse(data=text, format="turtle")), "triples")` : `print(pd.read_csv(io.StringIO(text)))`,
    "",
  ].join("\n");
}

function shell(text: string): string {
  return text.replaceAll("'", "'\\''");
}

/** Return a text as a Python string: raw over several lines where that is safe, else escaped. */
function literal(text: string): string {
  const raw = !text.includes('"""') && !text.includes("\\") && !text.endsWith('"') && !/\r/.test(text);
  return raw ? `"""${text.trimEnd().replace(/"$/, '"\n')}\n"""` : JSON.stringify(text);
}
