"""Records: the YAML files that curators write, as Python objects with plain values; nothing of RDF.

>>> from vngov.records.reader import load
>>> record = load()["vietnamnet-716874"]
>>> record.date.is_, len(record.composition.seats)
('2021-03-01', 19)
>>> record.composition.seats[0].office
'chu-tich-ubnd-tinh'
>>> record.model_dump(mode="json")["jurisdiction"]
'binh-dinh'
"""
