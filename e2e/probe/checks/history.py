"""history_request in its three forms."""
from probing import *


def hist(P, **kw):
    d = {"output": False, "raw": True, "hist_access_type": "tail", "n": 10}
    d.update(kw)
    r = P.c.request("shell", "history_request", d, timeout=15)
    need(r.reply.type == "history_reply", r.reply.type)
    need(r.status == "ok", "status %r" % r.status)
    h = r.content.get("history")
    need(isinstance(h, list), "history %r" % h)
    return h


def hist_setup(P):
    a = P.sn("hist_unique")
    P.ok(a)
    P.ok(P.sn("trivial"))
    P.ok(a)
    P.ok(P.sn("set", "hist_x", 9))
    return a


@check("history_tail")
def _(P):
    P.use()
    a = hist_setup(P)
    h = hist(P, n=4)
    need(len(h) == 4, "%d entries" % len(h))
    need([x[2] for x in h] == [a, P.sn("trivial"), a, P.sn("set", "hist_x", 9)], "%r" % h)
    need(all(len(x) == 3 and isinstance(x[0], int) and isinstance(x[1], int) for x in h), "entry shape %r" % h[0])
    h = hist(P, n=2, output=True)
    need(len(h[0]) == 3 and isinstance(h[0][2], (list, tuple)) and len(h[0][2]) == 2, "output=True entry %r" % h[0])


@check("history_range")
def _(P):
    P.use()
    a = hist_setup(P)
    s, n, _c = hist(P, n=4)[0]
    h = hist(P, hist_access_type="range", session=s, start=n, stop=n + 2)
    need([x[2] for x in h] == [a, P.sn("trivial")] and h[0][0] in (s, 0) and h[0][1] == n, "absolute session %s: %r" % (s, h))
    h = hist(P, hist_access_type="range", session=0, start=n, stop=n + 1)
    need([x[2] for x in h] == [a], "session=0: %r" % h)


@check("history_search")
def _(P):
    P.use()
    a = hist_setup(P)
    h = hist(P, hist_access_type="search", pattern=a[:6] + "*", n=100)
    need(len(h) >= 2 and all(x[2].startswith(a[:6]) for x in h), "%r" % h[:3])
    h = hist(P, hist_access_type="search", pattern=a[:6] + "*", n=100, unique=True)
    need(len([x for x in h if x[2] == a]) == 1, "unique: %r" % h[:3])
    h = hist(P, hist_access_type="search", pattern="*", n=3)
    need(len(h) == 3, "n=3 gave %d" % len(h))
    h = hist(P, hist_access_type="search", pattern="nothing_has_this_*", n=3)
    need(h == [], "no-match gave %r" % h[:2])


@check("history_excludes_silent_and_unstored")
def _(P):
    P.use()
    hist_setup(P)
    P.ok(P.sn("set", "hist_hidden_a", 1), silent=True)
    P.ok(P.sn("set", "hist_hidden_b", 1), store_history=False)
    h = hist(P, n=3)
    need(not any("hist_hidden" in str(x[2]) for x in h), "%r" % h)
