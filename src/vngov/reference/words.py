"""The words of the reference pages, in both languages."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    "skip": ("Chuyển đến nội dung", "Skip to the content"),
    "contents": ("Mục lục", "Contents"),
    "language": ("English", "Tiếng Việt"),
    "own-name": ("Tiếng Việt", "English"),
    "language-label": ("Ngôn ngữ", "Language"),
    "kicker": ("Tài liệu tham chiếu", "Reference"),
    "version": ("Phiên bản", "Version"),
    "version-iri": ("IRI của phiên bản", "Version IRI"),
    "iri": ("IRI", "IRI"),
    "namespace": ("Không gian tên", "Namespace"),
    "prefix": ("Tiền tố", "Prefix"),
    "licence": ("Giấy phép", "Licence"),
    "creator": ("Tác giả", "Creator"),
    "created": ("Ngày tạo", "Created"),
    "modified": ("Ngày sửa đổi", "Modified"),
    "downloads": ("Tải về", "Downloads"),
    "ontology": ("Bản thể học", "Ontology"),
    "shapes": ("Ràng buộc SHACL", "SHACL shapes"),
    "codes": ("Danh mục mã", "Code lists"),
    "data": ("Dữ liệu", "Data"),
    "diagram": ("Sơ đồ các lớp", "Diagram of the classes"),
    "diagram-scroll": ("Sơ đồ, cuộn ngang được", "Diagram, scrolls sideways"),
    "diagram-note": (
        "Mỗi ô là một lớp; bấm vào ô hoặc chữ trên đường nối để đến định nghĩa. "
        "Mũi tên đi từ miền áp dụng đến miền giá trị. "
        "Nét đứt: ô là lớp của từ vựng khác, đường nối chỉ thấy trong dữ liệu. "
        "↻ là thuộc tính nối một lớp với chính nó.",
        "Each box is a class; follow a box or the words on a line to its definition. "
        "Arrows lead from the domain to the range. "
        "Dashed: a box is a class of another vocabulary, a line is only seen in the data. "
        "↻ is a property that leads from a class to itself.",
    ),
    "diagram-counts": ("{boxes} lớp, {lines} đường nối", "{boxes} classes, {lines} lines"),
    "class": ("Lớp", "Class"),
    "object": ("Thuộc tính đối tượng", "Object property"),
    "data-property": ("Thuộc tính dữ liệu", "Data property"),
    "annotation": ("Thuộc tính chú giải", "Annotation property"),
    "code": ("Mã", "Code"),
    "classes": ("Các lớp", "Classes"),
    "objects": ("Thuộc tính đối tượng", "Object properties"),
    "datas": ("Thuộc tính dữ liệu", "Data properties"),
    "annotations": ("Thuộc tính chú giải", "Annotation properties"),
    "codes-note": (
        "Mỗi mã là một khái niệm SKOS. Đoạn cuối của IRI là mã mà người biên tập viết trong hồ sơ.",
        "Each code is a SKOS concept. The last segment of its IRI is what a curator writes in a record.",
    ),
    "shapes-note": (
        "Điều phải đúng thì báo lỗi; điều chỉ đáng xem lại thì báo cảnh báo hoặc gợi ý.",
        "What must hold is reported as a violation; what is only worth a look, as a warning or a hint.",
    ),
    "queries": ("Các truy vấn", "Queries"),
    "queries-note": (
        "Mỗi thuật ngữ có mặt vì một truy vấn cần đến nó. Truy vấn liên kết tạo ra phát biểu suy ra; "
        "các truy vấn khác trả lời bằng lệnh «vngov query TÊN».",
        "A term exists because a query needs it. A linking query makes derived statements; "
        "the others are answered by «vngov query NAME».",
    ),
    "query": ("Truy vấn", "Query"),
    "question": ("Câu hỏi", "Question"),
    "linking": ("liên kết", "linking"),
    "namespaces": ("Không gian tên", "Namespaces"),
    "namespaces-note": (
        "IRI tương đối trong các ví dụ được hiểu theo @base <{base}>.",
        "Relative IRIs in the examples are resolved against @base <{base}>.",
    ),
    "index": ("Danh sách", "List"),
    "term": ("Thuật ngữ", "Term"),
    "label": ("Nhãn", "Label"),
    "definition": ("Định nghĩa", "Definition"),
    "broader": ("Mã rộng hơn", "Broader"),
    "also": ("còn gọi", "also"),
    "subclass": ("Lớp cha", "Subclass of"),
    "subproperty": ("Thuộc tính cha", "Subproperty of"),
    "domain": ("Miền áp dụng", "Domain"),
    "range": ("Miền giá trị", "Range"),
    "any": ("không giới hạn", "not restricted"),
    "code-list": ("Danh mục mã", "Code list"),
    "properties": ("Thuộc tính", "Properties"),
    "values-of": ("Là giá trị của", "Value of"),
    "matches": ("Tương ứng", "Alignments"),
    "exactMatch": ("trùng nghĩa với", "exact match"),
    "closeMatch": ("gần nghĩa với", "close match"),
    "broadMatch": ("hẹp nghĩa hơn", "broad match"),
    "narrowMatch": ("rộng nghĩa hơn", "narrow match"),
    "relatedMatch": ("có liên quan với", "related match"),
    "example": ("Ví dụ thật", "Real example"),
    "is-a": ("là một", "is a"),
    "source": ("Nguồn", "Source"),
    "derived": ("Suy ra bởi truy vấn", "Derived by the query"),
    "no-example": ("Dữ liệu hiện chưa dùng thuật ngữ này.", "The data does not use this term at present."),
    "constraints": ("Ràng buộc", "Constraints"),
    "used-by": ("Truy vấn dùng đến", "Used by queries"),
    "more-queries": ("thêm {count} truy vấn", "{count} more queries"),
    "deprecated": ("Không nên dùng nữa", "Deprecated"),
    "use-instead": ("Dùng thay bằng", "Use instead"),
    "target": ("Áp dụng cho", "Applies to"),
    "path": ("Thuộc tính", "Property"),
    "asks": ("Yêu cầu", "Asks"),
    "severity": ("Mức", "Severity"),
    "message": ("Thông báo", "Message"),
    "violation": ("lỗi", "violation"),
    "warning": ("cảnh báo", "warning"),
    "info": ("gợi ý", "hint"),
    "whole-shape": ("cả đối tượng", "the whole thing"),
    "one-of": ("một trong", "one of"),
    "permalink": ("Liên kết đến {name}", "Link to {name}"),
    "in-other": ("Xem bằng tiếng Anh", "Read in Vietnamese"),
    "top": ("Về đầu trang", "Back to the top"),
    "footer": (
        "Trang này được sinh ra từ bản thể học, các ràng buộc, truy vấn và dữ liệu của vngov.",
        "This page is generated from the ontology, the shapes, the queries and the data of vngov.",
    ),
}

WORDS: dict[str, dict[str, str]] = {
    lang: {key: both[n] for key, both in _TABLE.items()} for n, lang in enumerate(("vi", "en"))
}
"""Language to key to words."""
