#!/usr/bin/env python3
# validate.py SCHEMA FILE…: is every line of the files one event of the schema? Says how many there were of each kind, and the first that
# is not one. An integer that a double cannot hold, or a key given twice, is an error too.
import collections, json, sys
import jsonschema

def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key twice: %s" % keys)
    return dict(pairs)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
# One event's own schema rather than all of them, so that what is wrong is said of it.
validators = {name[len("event_"):]: jsonschema.Draft7Validator({"$ref": "#/definitions/" + name, "definitions": schema["definitions"]})
              for name in schema["definitions"] if name.startswith("event_")}
counts = collections.Counter()
for path in sys.argv[2:]:
    for number, line in enumerate(open(path, "rb"), 1):
        where = "%s:%d" % (path, number)
        try:
            if not line.endswith(b"\n"):
                raise ValueError("half a line")
            event = json.loads(line.decode("utf-8"), object_pairs_hook=unique)
            kind = event["event"]
            error = next(validators[kind].iter_errors(event), None)
            if error:
                raise ValueError("%s: %s" % ("/".join(map(str, error.absolute_path)), error.message[:300]))
        except (ValueError, KeyError, UnicodeDecodeError) as problem:
            print("%s: %s\n%s" % (where, problem, line[:400]))
            sys.exit(1)
        counts[kind] += 1
print(" ".join("%s=%d" % pair for pair in sorted(counts.items())))
sys.exit(0 if counts else 1)
