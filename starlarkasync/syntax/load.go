package syntax

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// load rewrites a load statement to an assignment of several globals at once:
//
//	load("lib.star", "f", g="h")    →    f, g = %load("lib.star", "f", "h")
func (r *rewriter) load(s *syntax.LoadStmt) syntax.Stmt {
	args := []syntax.Expr{s.Module}
	targets := &syntax.TupleExpr{Lparen: s.Load, Rparen: s.Load}
	for i, from := range s.From {
		switch {
		case from.Name == "":
			r.errorf(from.NamePos, "", "load: empty identifier")
		case strings.HasPrefix(from.Name, "_"):
			r.errorf(from.NamePos, "", "load: names with leading underscores are not exported: %s", from.Name)
		}
		args = append(args, &syntax.Literal{Token: syntax.STRING, TokenPos: from.NamePos, Raw: syntax.Quote(from.Name, false), Value: from.Name})
		to := s.To[i]
		r.checkName(to)
		targets.List = append(targets.List, r.store(ident(to.NamePos, to.Name)))
	}
	return &syntax.AssignStmt{OpPos: s.Load, Op: syntax.EQ, LHS: targets, RHS: callTo(s.Load, loadName, args...)}
}

// loadBuiltin is %load: a module's values by their names.
func (s *Session) loadBuiltin(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	path := string(args[0].(starlark.String))
	if s.hooks.Load == nil {
		return nil, exception.New("ImportError", "load is not available here")
	}
	module, err := s.hooks.Load(thread, path)
	if err != nil {
		return nil, err
	}
	values := make(starlark.Tuple, 0, len(args)-1)
	for _, name := range args[1:] {
		name := string(name.(starlark.String))
		v, ok := module[name]
		if !ok {
			e := exception.New("ImportError", fmt.Sprintf("cannot load name %s from %s", syntax.Quote(name, false), syntax.Quote(path, false)))
			if near := exception.Nearest(name, module.Keys()); near != "" {
				e.Notes = append(e.Notes, "did you mean "+near+"?")
			}
			return nil, e
		}
		values = append(values, v)
	}
	return values, nil
}
