/** What the islands say, in both languages of the pages. */

const WORDS = {
  all: ["mọi lúc", "all times"],
  as_list: ["Xem dạng danh sách", "Show as a list"],
  chart: ["Biểu đồ", "Chart"],
  cancel: ["Dừng", "Cancel"],
  cancelled: ["Đã dừng truy vấn.", "The query was stopped."],
  changed: ["đổi vai trò", "role changed"],
  close: ["Đóng", "Close"],
  copied: ["Đã chép", "Copied"],
  copy: ["Chép", "Copy"],
  download: ["Tải về", "Download"],
  edge_count: ["{n} liên hệ", "{n} {n|link|links}"],
  editor: ["Câu truy vấn SPARQL", "SPARQL query"],
  editor_keys: [
    "Ctrl+Enter (⌘+Enter) chạy truy vấn. Phím Tab thụt dòng; nhấn Esc rồi Tab để ra khỏi khung.",
    "Ctrl+Enter (⌘+Enter) runs the query. Tab indents; press Esc, then Tab, to leave the editor.",
  ],
  empty: ["Không có kết quả nào.", "There are no results."],
  failed: ["Không tải được dữ liệu: {why}", "The data could not be loaded: {why}"],
  failed_query: ["Truy vấn không chạy được", "The query failed"],
  fit: ["Thu về toàn cảnh", "Show everything"],
  graph_of: ["{n} nút, {m} liên hệ", "{n} {n|node|nodes}, {m} {m|link|links}"],
  link: ["Liên kết tới truy vấn này", "Link to this query"],
  loading: ["Đang tải…", "Loading…"],
  loading_graph: ["Đang nạp đồ thị vào trình duyệt…", "Loading the graph into the browser…"],
  mandates: ["Nhiệm vụ", "Mandates"],
  neighbours: ["Liên hệ với", "Linked with"],
  network: ["Mạng lưới", "Network"],
  network_keys: [
    "Phím mũi tên đi tới nút bên cạnh, Enter mở, + và − phóng to thu nhỏ, Home về toàn cảnh.",
    "Arrow keys go to a neighbour, Enter opens it, + and − zoom, Home shows everything.",
  ],
  next: ["Trang sau", "Next page"],
  no: ["không", "no"],
  no_date: ["Giá trị này phải là một ngày, viết như 2021-03-01.", "This must be a day, written as 2021-03-01."],
  no_integer: ["Giá trị này phải là số nguyên, viết bằng chữ số.", "This must be a whole number, in digits."],
  no_iri: [
    "Giá trị này phải là một IRI đầy đủ, hoặc mã viết bằng chữ thường, số và gạch nối.",
    "This must be a full IRI, or an id of lower-case letters, digits and hyphens.",
  ],
  no_network: ["Không tới được máy chủ.", "The server cannot be reached."],
  no_webgl: [
    "Trình duyệt này không vẽ được mạng lưới (thiếu WebGL); đây là danh sách.",
    "This browser cannot draw the network (it has no WebGL); here is the list.",
  ],
  none_found: ["Không tìm thấy gì cho «{q}».", "Nothing was found for “{q}”."],
  only_a: ["chỉ có ở bên trái", "only on the left"],
  only_b: ["chỉ có ở bên phải", "only on the right"],
  open: ["Mở trang", "Open the page"],
  page_of: ["Trang {n} trên {m}", "Page {n} of {m}"],
  parameter_any: ["để trống: bất kỳ", "empty: any"],
  previous: ["Trang trước", "Previous page"],
  ran: ["{n} dòng trong {s} giây", "{n} {n|row|rows} in {s} seconds"],
  ran_graph: ["{n} bộ ba trong {s} giây", "{n} {n|triple|triples} in {s} seconds"],
  results: ["{n} kết quả", "{n} {n|result|results}"],
  running: ["Đang chạy…", "Running…"],
  same: ["giống nhau", "the same"],
  seats: ["Vị trí", "Seats"],
  snippet: ["Chạy bằng Python hoặc curl", "Run in Python or curl"],
  sort: ["sắp xếp theo {c}", "sort by {c}"],
  state: ["So sánh", "Comparison"],
  table: ["Bảng", "Table"],
  too_slow: ["Quá {s} giây, đã dừng. Hãy thêm LIMIT hoặc thu hẹp câu hỏi.", "Stopped after {s} seconds. Add a LIMIT or narrow the question."],
  triples: ["Bộ ba", "Triples"],
  valid: ["từ {from} đến {to}", "from {from} to {to}"],
  view_as: ["Xem dạng", "Show as"],
  yes: ["có", "yes"],
  zoom_in: ["Phóng to", "Zoom in"],
  zoom_out: ["Thu nhỏ", "Zoom out"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

/** Return the language of the page: `vi` or `en`. */
export function language(): "vi" | "en" {
  return document.documentElement.lang.toLowerCase().startsWith("vi") ? "vi" : "en";
}

/** Return a word in a language, its `{places}` filled; `{n|row|rows}` chooses by the number. */
export function say(word: Word, values: Record<string, string | number> = {}, lang: "vi" | "en" = language()): string {
  const chosen = WORDS[word][lang === "vi" ? 0 : 1].replace(/\{(\w+)\|(\w+)\|(\w+)\}/g, (_, name: string, one: string, many: string) =>
    String(values[name]) === "1" ? one : many,
  );
  return chosen.replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  );
}

/** Return a count as a language writes it: `21.898`, `21,898`. */
export function count(number: number, lang: "vi" | "en" = language()): string {
  return new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB").format(number);
}
