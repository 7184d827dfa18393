"""The demonstration: huyện Na Rì as its association reported 2023; the split by commune and all people are invented.

The modules beside `load` make a plan of plain data, the same on every day and machine; `load` carries it out by verbs.
"""
