package interp

import "starkernel/kernel/interp/lib"

// languageTypeDocs describe the methods of the types of the language, by the
// name that type gives.
var languageTypeDocs = []lib.Doc{
	{Signature: `string.capitalize()`, Text: "A copy with the first letter in upper case and the rest in lower case.", Example: `"hELLO".capitalize() # "Hello"`},
	{Signature: `string.codepoint_ords()`, Text: "An iterable of the code points as ints.", Example: `list("ab".codepoint_ords()) # [97, 98]`},
	{Signature: `string.codepoints()`, Text: "An iterable of the code points as strings.", Example: `list("ab".codepoints()) # ["a", "b"]`},
	{Signature: `string.count(sub, start=0, end=None, /)`, Text: "How often sub occurs, without overlap.", Example: `"banana".count("an") # 2`},
	{Signature: `string.elem_ords()`, Text: "An iterable of the bytes as ints.", Example: `list("ab".elem_ords()) # [97, 98]`},
	{Signature: `string.elems()`, Text: "An iterable of the bytes as strings.", Example: `list("ab".elems()) # ["a", "b"]`},
	{Signature: `string.endswith(suffix, start=0, end=None, /)`, Text: "Whether it ends with suffix, or with one of a tuple of them.", Example: `"a.star".endswith(".star") # True`},
	{Signature: `string.find(sub, start=0, end=None, /)`, Text: "Where sub first occurs, or -1.", Example: `"banana".find("an") # 1`},
	{Signature: `string.format(*args, **kwargs)`, Text: "A copy in which {}, {0} and {name} are replaced by arguments. For digits and widths see the function format.", Example: `"{}: {n}".format("a", n=1) # "a: 1"`},
	{Signature: `string.index(sub, start=0, end=None, /)`, Text: "Where sub first occurs; an error if it does not.", Example: `"banana".index("an") # 1`},
	{Signature: `string.isalnum()`, Text: "Whether all characters are letters or digits, and there is one.", Example: `"a1".isalnum() # True`},
	{Signature: `string.isalpha()`, Text: "Whether all characters are letters, and there is one.", Example: `"a1".isalpha() # False`},
	{Signature: `string.isdigit()`, Text: "Whether all characters are digits, and there is one.", Example: `"12".isdigit() # True`},
	{Signature: `string.islower()`, Text: "Whether there is a letter and none in upper case.", Example: `"a1".islower() # True`},
	{Signature: `string.isspace()`, Text: "Whether all characters are white space, and there is one.", Example: `" \t".isspace() # True`},
	{Signature: `string.istitle()`, Text: "Whether each word begins in upper case and goes on in lower case.", Example: `"Hello World".istitle() # True`},
	{Signature: `string.isupper()`, Text: "Whether there is a letter and none in lower case.", Example: `"A1".isupper() # True`},
	{Signature: `string.join(iterable, /)`, Text: "The strings of an iterable with this one between them.", Example: `", ".join(["a", "b"]) # "a, b"`},
	{Signature: `string.lower()`, Text: "A copy in lower case.", Example: `"Ab".lower() # "ab"`},
	{Signature: `string.lstrip(chars=None, /)`, Text: "A copy without white space, or the given characters, at its start.", Example: `"  a ".lstrip() # "a "`},
	{Signature: `string.partition(sep, /)`, Text: "A tuple of what is before the first sep, sep, and what is after it.", Example: `"a=b=c".partition("=") # ("a", "=", "b=c")`},
	{Signature: `string.removeprefix(prefix, /)`, Text: "A copy without prefix at its start.", Example: `"test_a".removeprefix("test_") # "a"`},
	{Signature: `string.removesuffix(suffix, /)`, Text: "A copy without suffix at its end.", Example: `"a.star".removesuffix(".star") # "a"`},
	{Signature: `string.replace(old, new, count=-1, /)`, Text: "A copy with new for old, at most count times.", Example: `"banana".replace("a", "o", 2) # "bonona"`},
	{Signature: `string.rfind(sub, start=0, end=None, /)`, Text: "Where sub last occurs, or -1.", Example: `"banana".rfind("an") # 3`},
	{Signature: `string.rindex(sub, start=0, end=None, /)`, Text: "Where sub last occurs; an error if it does not.", Example: `"banana".rindex("an") # 3`},
	{Signature: `string.rpartition(sep, /)`, Text: "A tuple of what is before the last sep, sep, and what is after it.", Example: `"a=b=c".rpartition("=") # ("a=b", "=", "c")`},
	{Signature: `string.rsplit(sep=None, maxsplit=-1, /)`, Text: "split, with the splits counted from the end.", Example: `"a b c".rsplit(None, 1) # ["a b", "c"]`},
	{Signature: `string.rstrip(chars=None, /)`, Text: "A copy without white space, or the given characters, at its end.", Example: `" a  ".rstrip() # " a"`},
	{Signature: `string.split(sep=None, maxsplit=-1, /)`, Text: "The list of the parts between sep, or between white space.", Example: `"a,b".split(",") # ["a", "b"]`},
	{Signature: `string.splitlines(keepends=False, /)`, Text: "The list of the lines.", Example: `"a\nb\n".splitlines() # ["a", "b"]`},
	{Signature: `string.startswith(prefix, start=0, end=None, /)`, Text: "Whether it begins with prefix, or with one of a tuple of them.", Example: `"test_a".startswith("test_") # True`},
	{Signature: `string.strip(chars=None, /)`, Text: "A copy without white space, or the given characters, at both ends.", Example: `" a ".strip() # "a"`},
	{Signature: `string.title()`, Text: "A copy with the first letter of each word in upper case.", Example: `"hello world".title() # "Hello World"`},
	{Signature: `string.upper()`, Text: "A copy in upper case.", Example: `"Ab".upper() # "AB"`},
	{Signature: `time.time.format(layout, /)`, Text: "The moment as a text. The layout is Go's: how it would write 2006-01-02 15:04:05.", Example: `time.from_timestamp(0).format("02.01.2006") # "01.01.1970"`},
	{Signature: `time.time.in_location(name, /)`, Text: "The moment in a time zone, such as Europe/Rome.", Example: `time.from_timestamp(0).in_location("UTC").hour # 0`},
	{Signature: `bytes.elems()`, Text: "An iterable of the bytes as ints.", Example: `list(b"ab".elems()) # [97, 98]`},
	{Signature: `list.append(x, /)`, Text: "Adds x at the end.", Example: `xs = [1]
xs.append(2)
xs # [1, 2]`},
	{Signature: `list.clear()`, Text: "Removes all elements.", Example: `xs = [1]
xs.clear()
xs # []`},
	{Signature: `list.extend(iterable, /)`, Text: "Adds the elements of an iterable at the end.", Example: `xs = [1]
xs.extend([2, 3])
xs # [1, 2, 3]`},
	{Signature: `list.index(x, start=0, end=None, /)`, Text: "Where x first occurs; an error if it does not.", Example: `["a", "b"].index("b") # 1`},
	{Signature: `list.insert(i, x, /)`, Text: "Inserts x before element i.", Example: `xs = [1, 3]
xs.insert(1, 2)
xs # [1, 2, 3]`},
	{Signature: `list.pop(i=-1, /)`, Text: "Removes element i, the last by default, and gives it.", Example: `[1, 2].pop() # 2`},
	{Signature: `list.remove(x, /)`, Text: "Removes the first element equal to x; an error if there is none.", Example: `xs = [1, 2, 1]
xs.remove(1)
xs # [2, 1]`},
	{Signature: `dict.clear()`, Text: "Removes all entries.", Example: `d = {"a": 1}
d.clear()
d # {}`},
	{Signature: `dict.get(key, default=None, /)`, Text: "The value of key, or default.", Example: `{"a": 1}.get("b", 0) # 0`},
	{Signature: `dict.items()`, Text: "The list of the pairs of key and value.", Example: `{"a": 1}.items() # [("a", 1)]`},
	{Signature: `dict.keys()`, Text: "The list of the keys.", Example: `{"a": 1}.keys() # ["a"]`},
	{Signature: `dict.pop(key, default, /)`, Text: "Removes key and gives its value, or default; an error if there is neither.", Example: `{"a": 1}.pop("a") # 1`},
	{Signature: `dict.popitem()`, Text: "Removes the first entry and gives it as a pair.", Example: `{"a": 1}.popitem() # ("a", 1)`},
	{Signature: `dict.setdefault(key, default=None, /)`, Text: "The value of key, which is set to default if there is none.", Example: `{}.setdefault("a", 1) # 1`},
	{Signature: `dict.update(pairs=[], /, **fields)`, Text: "Sets the entries of a dict, of an iterable of pairs, and of keyword arguments.", Example: `d = {"a": 1}
d.update({"b": 2}, c=3)
d # {"a": 1, "b": 2, "c": 3}`},
	{Signature: `dict.values()`, Text: "The list of the values.", Example: `{"a": 1}.values() # [1]`},
	{Signature: `set.add(x, /)`, Text: "Adds x.", Example: `s = set([1])
s.add(2)
s # set([1, 2])`},
	{Signature: `set.clear()`, Text: "Removes all elements.", Example: `s = set([1])
s.clear()
s # set([])`},
	{Signature: `set.difference(*others)`, Text: "A new set of the elements that are in no other.", Example: `set([1, 2]).difference([2]) # set([1])`},
	{Signature: `set.discard(x, /)`, Text: "Removes x if it is there.", Example: `s = set([1, 2])
s.discard(3)
s # set([1, 2])`},
	{Signature: `set.intersection(*others)`, Text: "A new set of the elements that are in all others.", Example: `set([1, 2]).intersection([2, 3]) # set([2])`},
	{Signature: `set.issubset(other, /)`, Text: "Whether each element is in other.", Example: `set([1]).issubset([1, 2]) # True`},
	{Signature: `set.issuperset(other, /)`, Text: "Whether each element of other is in it.", Example: `set([1, 2]).issuperset([1]) # True`},
	{Signature: `set.pop()`, Text: "Removes the first element and gives it.", Example: `set([1, 2]).pop() # 1`},
	{Signature: `set.remove(x, /)`, Text: "Removes x; an error if it is not there.", Example: `s = set([1, 2])
s.remove(1)
s # set([2])`},
	{Signature: `set.symmetric_difference(other, /)`, Text: "A new set of the elements that are in one of both only.", Example: `set([1, 2]).symmetric_difference([2, 3]) # set([1, 3])`},
	{Signature: `set.union(*others)`, Text: "A new set of the elements of all.", Example: `set([1]).union([2]) # set([1, 2])`},
	{Signature: `set.update(*others)`, Text: "Adds the elements of others.", Example: `s = set([1])
s.update([2], [3])
s # set([1, 2, 3])`},
}
