"""The snippets of kernels that ours is compared with: bash, Go, TypeScript and Rust."""
import json

LINES_BYTES = lambda n: n * (len("line 000000 abcdefghijklmnopqrstuvwxyz") + 1)
UNICODE_OUT = "\U0001f600e\u0301\u4e2d\u6587"
BIGCODE_OUT = lambda n: str(n)


BASH = {
    "trivial": "echo 2", "trivial_result": None,
    "hello": "echo 'hello, world'", "stderr": "echo oops >&2",
    "error": "false", "error_undefined": "no_such_cmd_xyz", "syntax_error": "if ; then",
    "set": lambda n, v: "%s=%d" % (n, v), "get": lambda n: "echo $%s" % n,
    "def_names": lambda n: "for i in $(seq -f %%04g 0 %d); do printf -v bench_name_$i %%d 1; done" % (n - 1),
    "loop": "while true; do :; done", "sleep": lambda s: "sleep %s" % s,
    "lines": lambda n: "for ((i=0;i<%d;i++)); do printf 'line %%06d abcdefghijklmnopqrstuvwxyz\\n' $i; done" % n,
    "lines_bytes": LINES_BYTES,
    "flushes": lambda n: "for ((i=0;i<%d;i++)); do echo $i; done" % n,
    "bigstr": lambda n: "head -c %d /dev/zero | tr '\\0' x" % n,
    "unicode": "s='\U0001f600e\u0301\u4e2d\u6587'; echo $s", "unicode_out": UNICODE_OUT,
    "cr": "for i in 0 1 2; do printf 'progress %d\\r' $i; done",
    "complete_own": ("my_long_variable_name=5", "$my_long_vari", "$my_long_variable_name"),
    "nonbmp_prefix": "s='\U0001f600\U0001f600\U0001f600'; ",
    "complete_prefix": "$bench_name_00", "complete_expect": "$bench_name_0042",
    "fib": "fib() { if (( $1 < 2 )); then r=$1; return; fi; fib $(($1-1)); local a=$r; fib $(($1-2)); r=$((a+r)); }; fib 27; echo $r", "fib_out": "196418",
    "sum": "s=0; for ((i=0;i<1000000;i++)); do s=$((s+i)); done; echo $s", "sum_out": "499999500000",
    "strbuild": "s=''; for ((i=0;i<200000;i++)); do s+=\"$i,\"; done; echo ${#s}", "strbuild_out": "1288890",
}

GONB = {
    "trivial": "%%\nfmt.Println(1+1)", "trivial_result": None,
    "hello": '%%\nfmt.Println("hello, world")', "stderr": '%%\nfmt.Fprintln(os.Stderr, "oops")',
    "error": '%%\npanic("boom")', "error_undefined": "%%\nfmt.Println(no_such_name_xyz)", "syntax_error": "%%\n1 +* 2",
    "set": lambda n, v: "var %s = %d" % (n, v), "get": lambda n: "%%%%\nfmt.Println(%s)" % n,
    "def_names": lambda n: "\n".join("var bench_name_%04d = %d" % (i, i) for i in range(n)),
    "loop": "%%\nfor { }", "sleep": lambda s: "%%%%\ntime.Sleep(time.Duration(%s * float64(time.Second)))" % s,
    "lines": lambda n: '%%%%\nfor i := 0; i < %d; i++ {\n fmt.Printf("line %%06d abcdefghijklmnopqrstuvwxyz\\n", i)\n}' % n,
    "lines_bytes": LINES_BYTES,
    "flushes": lambda n: "%%%%\nfor i := 0; i < %d; i++ {\n fmt.Println(i)\n}" % n,
    "bigstr": lambda n: '%%%%\nfmt.Println(strings.Repeat("x", %d))' % n,
    "unicode": '%%\nfmt.Println("\U0001f600e\u0301\u4e2d\u6587")', "unicode_out": UNICODE_OUT,
    "cr": '%%\nfor i := 0; i < 3; i++ {\n fmt.Printf("progress %d\\r", i)\n}',
    "bigcode": lambda n: '%%%%\nfmt.Println(len("%s"))' % ("a" * n), "bigcode_out": BIGCODE_OUT,
    "complete_own": ("var my_long_variable_name = 5", "%%\nfmt.Println(my_long_vari", "my_long_variable_name"),
    "complete_prefix": "%%\nfmt.Println(bench_name_00", "complete_expect": "bench_name_0042",
    "fib": "func fib(n int) int {\n if n < 2 { return n }\n return fib(n-1) + fib(n-2)\n}\n%%\nfmt.Println(fib(27))", "fib_out": "196418",
    "sum": "%%\ns := 0\nfor i := 0; i < 1000000; i++ { s += i }\nfmt.Println(s)", "sum_out": "499999500000",
    "strbuild": '%%\nvar b strings.Builder\nfor i := 0; i < 200000; i++ { fmt.Fprintf(&b, "%d,", i) }\nfmt.Println(b.Len())', "strbuild_out": "1288890",
}

GONOTES = {
    "trivial": "1+1", "trivial_result": "2", "setup": 'import "fmt"\nimport "os"\nimport "time"\nimport "strings"',
    "hello": 'fmt.Println("hello, world")', "stderr": 'fmt.Fprintln(os.Stderr, "oops")',
    "error": 'panic("boom")', "error_undefined": "no_such_name_xyz", "syntax_error": "1 +* 2",
    "set": lambda n, v: "%s := %d" % (n, v), "get": lambda n: "fmt.Println(%s)" % n,
    "def_names": lambda n: "\n".join("var bench_name_%04d = %d" % (i, i) for i in range(n)),
    "loop": "for { }", "sleep": lambda s: "time.Sleep(time.Duration(%s * float64(time.Second)))" % s,
    "lines": lambda n: 'for i := 0; i < %d; i++ {\n fmt.Printf("line %%06d abcdefghijklmnopqrstuvwxyz\\n", i)\n}' % n,
    "lines_bytes": LINES_BYTES,
    "flushes": lambda n: "for i := 0; i < %d; i++ {\n fmt.Println(i)\n}" % n,
    "displays": lambda n: 'for i := 0; i < %d; i++ {\n Display(display.HTML("<b>x</b>"))\n}' % n,
    "bigstr": lambda n: 'fmt.Println(strings.Repeat("x", %d))' % n,
    "display": 'Display(display.HTML("<b>hi</b>"))', "display_mime": "text/html",
    "unicode": 'fmt.Println("\U0001f600e\u0301\u4e2d\u6587")', "unicode_out": UNICODE_OUT,
    "cr": 'for i := 0; i < 3; i++ {\n fmt.Printf("progress %d\\r", i)\n}',
    "bigcode": lambda n: 'fmt.Println(len("%s"))' % ("a" * n), "bigcode_out": BIGCODE_OUT,
    "complete_own": ("my_long_variable_name := 5", "my_long_vari", "my_long_variable_name"),
    "nonbmp_prefix": 's := "\U0001f600\U0001f600\U0001f600"; ',
    "complete_prefix": "bench_name_00", "complete_expect": "bench_name_0042",
    "fib": "func fib(n int) int {\n if n < 2 { return n }\n return fib(n-1) + fib(n-2)\n}\nfmt.Println(fib(27))", "fib_out": "196418",
    "sum": "s := 0\nfor i := 0; i < 1000000; i++ { s += i }\nfmt.Println(s)", "sum_out": "499999500000",
    "strbuild": 'var b strings.Builder\nfor i := 0; i < 200000; i++ { fmt.Fprintf(&b, "%d,", i) }\nfmt.Println(b.Len())', "strbuild_out": "1288890",
}

JS = {
    "trivial": "1+1", "trivial_result": "2",
    "hello": "console.log('hello, world')", "stderr": "console.error('oops')",
    "error": "throw new Error('boom')", "error_undefined": "no_such_name_xyz", "syntax_error": "1 +* 2",
    "set": lambda n, v: "var %s = %d" % (n, v), "get": lambda n: "console.log(%s)" % n,
    "def_names": lambda n: "\n".join("var bench_name_%04d = %d" % (i, i) for i in range(n)),
    "loop": "while (true) {}", "sleep": lambda s: "await new Promise(r => setTimeout(r, %s*1000))" % s,
    "lines": lambda n: "for (let i = 0; i < %d; i++) console.log('line ' + String(i).padStart(6,'0') + ' abcdefghijklmnopqrstuvwxyz')" % n,
    "lines_bytes": LINES_BYTES,
    "flushes": lambda n: "for (let i = 0; i < %d; i++) console.log(i)" % n,
    "bigstr": lambda n: "console.log('x'.repeat(%d))" % n,
    "display": "await Deno.jupyter.display(Deno.jupyter.html`<b>hi</b>`)", "display_mime": "text/html",
    "unicode": "console.log('\U0001f600e\u0301\u4e2d\u6587')", "unicode_out": UNICODE_OUT,
    "bigcode": lambda n: "console.log('%s'.length)" % ("a" * n), "bigcode_out": BIGCODE_OUT,
    "input": lambda p: "var r = prompt(%s); console.log('got:' + r + ':' + r.length)" % json.dumps(p),
    "complete_own": ("var my_long_variable_name = 5", "my_long_vari", "my_long_variable_name"),
    "complete_prefix": "bench_name_00", "complete_expect": "bench_name_0042",
    "fib": "function fib(n) { return n < 2 ? n : fib(n-1) + fib(n-2) }\nconsole.log(fib(27))", "fib_out": "196418",
    "sum": "{ let s = 0; for (let i = 0; i < 1000000; i++) s += i; console.log(s) }", "sum_out": "499999500000",
    "strbuild": "{ let p = []; for (let i = 0; i < 200000; i++) p.push(i + ','); console.log(p.join('').length) }", "strbuild_out": "1288890",
    "a_tasks": lambda n: "console.log((await Promise.all(Array.from({length: %d}, () => new Promise(r => setTimeout(() => r(1), 10))))).length)" % n,
}

RUST = {
    "trivial": "1+1", "trivial_result": "2",
    "hello": 'println!("hello, world")', "stderr": 'eprintln!("oops")',
    "error": 'panic!("boom")', "error_undefined": "no_such_name_xyz", "syntax_error": "1 +* 2",
    "set": lambda n, v: "let mut %s = %d;" % (n, v), "get": lambda n: 'println!("{}", %s);' % n,
    "loop": "loop {}", "sleep": lambda s: "std::thread::sleep(std::time::Duration::from_secs_f64(%s as f64));" % s,
    "lines": lambda n: 'for i in 0..%d { println!("line {:06} abcdefghijklmnopqrstuvwxyz", i); }' % n,
    "lines_bytes": LINES_BYTES,
    "flushes": lambda n: 'for i in 0..%d { println!("{}", i); }' % n,
    "bigstr": lambda n: 'println!("{}", "x".repeat(%d));' % n,
    "unicode": 'println!("\U0001f600e\u0301\u4e2d\u6587");', "unicode_out": UNICODE_OUT,
    "complete_own": ("let my_long_variable_name = 5;", "my_long_vari", "my_long_variable_name"),
    "fib": 'fn fib(n: u64) -> u64 { if n < 2 { n } else { fib(n-1) + fib(n-2) } }\nprintln!("{}", fib(27));', "fib_out": "196418",
    "sum": 'let mut s: u64 = 0; for i in 0..1000000u64 { s += i; } println!("{}", s);', "sum_out": "499999500000",
    "strbuild": 'let mut b = String::new(); for i in 0..200000 { b.push_str(&format!("{},", i)); } println!("{}", b.len());', "strbuild_out": "1288890",
}
