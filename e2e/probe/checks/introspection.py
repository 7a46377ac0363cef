"""is_complete, complete and inspect."""
import re
from probing import *


@check("is_complete")
def _(P):
    P.use()
    d = P.s.get("is_complete")
    if not d:
        raise Skip("no samples")
    bad = []
    for st, codes in d.items():
        for code in codes:
            c = P.c.request("shell", "is_complete_request", {"code": code}).content
            if c.get("status") != st:
                bad.append("%r: %s, want %s" % (code, c.get("status"), st))
            elif st == "incomplete" and not isinstance(c.get("indent"), str):
                bad.append("%r: indent %r" % (code, c.get("indent")))
    need(not bad, "; ".join(bad))
    c = P.c.request("shell", "is_complete_request", {"code": "def f():"}).content
    return "indent after def: %r" % c.get("indent")


def comp(P, code, pos):
    r = P.c.request("shell", "complete_request", {"code": code, "cursor_pos": pos}, timeout=20)
    c = r.content
    need(c.get("status") == "ok", "status %r: %.200s" % (c.get("status"), c))
    need(isinstance(c.get("matches"), list) and isinstance(c.get("cursor_start"), int) and isinstance(c.get("cursor_end"), int) and isinstance(c.get("metadata"), dict), "fields %.200r" % c)
    return c


@check("complete_name")
def _(P):
    P.use()
    d, p, full = P.sn("complete_own")
    P.ok(d)
    c = comp(P, p, len(p))
    need(any(full.lstrip("$") in m for m in c["matches"]), "matches %r" % c["matches"][:5])
    need(c["cursor_end"] == len(p) and c["cursor_start"] <= len(p), "cursor %s..%s" % (c["cursor_start"], c["cursor_end"]))


@check("complete_cursor_in_middle")
def _(P):
    P.use()
    d, p, full = P.sn("complete_own")
    P.ok(d)
    code = "a = 1\n" + p + " + 17\nb = 2"
    if P.name == "gonb":
        code = p + "+ 17)\n"
        pos = len(p)
    else:
        pos = 6 + len(p)
    c = comp(P, code, pos)
    need(any(full.lstrip("$") in m for m in c["matches"]), "matches %r" % c["matches"][:5])
    new = code[:c["cursor_start"]] + [m for m in c["matches"] if full.lstrip("$") in m][0] + code[c["cursor_end"]:]
    want = code[:pos - len(p)] + (p[:-len("my_long_vari")] + full if P.name == "gonb" else full) + code[pos:]
    need(new == want, "applying the match gives %r" % new)


@check("complete_non_bmp_code_points")
def _(P):
    P.use()
    d, p, full = P.sn("complete_own")
    P.ok(d)
    code = P.sn("nonbmp_prefix") + p
    c = comp(P, code, len(code))
    m = [m for m in c["matches"] if full.lstrip("$") in m]
    need(m, "matches %r" % c["matches"][:5])
    new = code[:c["cursor_start"]] + m[0] + code[c["cursor_end"]:]
    need(new == P.sn("nonbmp_prefix") + full, "cursor %s..%s (code is %d code points); applying gives %r" % (c["cursor_start"], c["cursor_end"], len(code), new))


@check("complete_odd_cursor_positions")
def _(P):
    P.use()
    for code, pos in (("", 0), ("abc", 0), ("\U0001f600", 1), ("\U0001f600" * 5, 2), ("x.", 2), ("(" * 500, 500)):
        c = P.c.request("shell", "complete_request", {"code": code, "cursor_pos": pos}, timeout=15).content
        need(c.get("status") in ("ok", "error"), "%r: %r" % (code, c))
    P.c.send("shell", "complete_request", {"code": "ab", "cursor_pos": -1})      # nonsense: only has to be survived
    P.alive_after("odd cursor positions")


@check("complete_cursor_past_end_answered")
def _(P):
    P.use()
    c = P.c.request("shell", "complete_request", {"code": "abc", "cursor_pos": 99}, timeout=6).content
    need(c.get("status") in ("ok", "error"), "%r" % c)


@check("inspect_detail_0_and_1")
def _(P):
    P.use()
    d, n, doc = P.sn("inspect")
    P.ok(d)
    out = []
    for lvl in (0, 1):
        c = P.c.request("shell", "inspect_request", {"code": n, "cursor_pos": 4, "detail_level": lvl}, timeout=20).content
        need(c.get("status") == "ok" and c.get("found") is True, "level %d: %.150r" % (lvl, c))
        need(isinstance(c.get("metadata"), dict), "no metadata dict")
        t = c["data"].get("text/plain", "")
        if lvl == 0:
            need(doc in re.sub(r"\x1b\[[0-9;]*m", "", t), "doc string not shown: %.150r" % t)
        out.append(len(t))
    return "%s characters" % out


@check("inspect_unknown_name")
def _(P):
    P.use()
    c = P.c.request("shell", "inspect_request", {"code": "no_such_thing_q", "cursor_pos": 5, "detail_level": 0}, timeout=20).content
    need(c.get("status") == "ok" and c.get("found") is False, "%.200r" % c)
    for code, pos in (("", 0), ("abc", 99), ("\U0001f600", 1)):
        P.c.request("shell", "inspect_request", {"code": code, "cursor_pos": pos, "detail_level": 0}, timeout=15)
