"""Several clients at once."""
import time
from probing import *


@check("two_clients_at_once")
def _(P):
    P.use()
    b = P.client()
    try:
        n = 5 if P.name == "gonb" else 20
        am = [P.c.execute(P.sn("trivial")) for _ in range(n)]
        bm = [b.execute(P.sn("trivial")) for _ in range(n)]
        ra = [P.c.finish(m, 60) for m in am]
        rb = [b.finish(m, 60) for m in bm]
        need(all(r.status == "ok" for r in ra + rb), "some failed")
        time.sleep(0.2)
        for c, mine in ((P.c, set(am)), (b, set(bm))):
            while True:
                m = c.recv(0.05)
                if m is None:
                    break
                c.backlog.append(m)
            need(not [m for m in c.backlog if m.chan == "shell" and m.pid not in mine and m.type == "execute_reply"], "a reply went to the wrong client")
        seen = {m.pid for m in P.c.backlog if m.chan == "iopub" and m.type == "execute_input"}
        need(set(bm) <= seen, "client A did not see client B's execute_input on iopub")
    finally:
        b.close()


@check("second_client_input_request_goes_to_asker")
def _(P):
    P.use()
    code = P.sn("input", "who? ")
    b = P.client()
    try:
        r = b.run(code, 15, allow_stdin=True, on_stdin=lambda m: b.send("stdin", "input_reply", {"value": "bb"}, parent=m.header))
        need("got:bb" in r.all_text(), r.all_text())
        while True:
            m = P.c.recv(0.05)
            if m is None:
                break
            need(m.chan != "stdin", "the other client got the input_request")
    finally:
        b.close()
