package lib

import (
	"math"

	"go.starlark.net/starlark"
)

var mathSpec = spec{name: "math", text: "Mathematical functions and constants, as in Python.", example: `math.sqrt(16) # 4.0`, members: []member{
	{name: "e", text: "The base of natural logarithms.", example: `math.e # 2.718281828459045`,
		value: func(*Host) starlark.Value { return starlark.Float(math.E) }},
	{name: "inf", text: "Positive infinity.", example: `math.inf # +inf`,
		value: func(*Host) starlark.Value { return starlark.Float(math.Inf(1)) }},
	{name: "nan", text: "Not a number.", example: `math.nan # nan`,
		value: func(*Host) starlark.Value { return starlark.Float(math.NaN()) }},
	{name: "pi", text: "The ratio of a circle's circumference to its diameter.", example: `math.pi # 3.141592653589793`,
		value: func(*Host) starlark.Value { return starlark.Float(math.Pi) }},
	{name: "tau", text: "The ratio of a circle's circumference to its radius.", example: `math.tau # 6.283185307179586`,
		value: func(*Host) starlark.Value { return starlark.Float(2 * math.Pi) }},

	{name: "acos", params: "(x, /)", text: "The arc cosine, in radians.",
		example: `math.acos(1) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Acos) }},
	{name: "acosh", params: "(x, /)", text: "The inverse hyperbolic cosine.",
		example: `math.acosh(1) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Acosh) }},
	{name: "asin", params: "(x, /)", text: "The arc sine, in radians.",
		example: `math.asin(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Asin) }},
	{name: "asinh", params: "(x, /)", text: "The inverse hyperbolic sine.",
		example: `math.asinh(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Asinh) }},
	{name: "atan", params: "(x, /)", text: "The arc tangent, in radians.",
		example: `math.atan(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Atan) }},
	{name: "atan2", params: "(y, x, /)", text: "The arc tangent of y/x in the right quadrant, in radians.",
		example: `math.atan2(0, 1) # 0.0`, call: func(c call) (starlark.Value, error) { return c.binary(math.Atan2) }},
	{name: "atanh", params: "(x, /)", text: "The inverse hyperbolic tangent.",
		example: `math.atanh(0) # 0.0`, call: func(c call) (starlark.Value, error) {
			return c.pole(math.Atanh, func(x float64) bool { return x == 1 || x == -1 })
		}},
	{name: "cbrt", params: "(x, /)", text: "The cube root.",
		example: `math.cbrt(27) # 3.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Cbrt) }},
	{name: "ceil", params: "(x, /)", text: "The least int that is not less than x.",
		example: `math.ceil(1.2) # 2`, call: func(c call) (starlark.Value, error) { return c.rounding(math.Ceil) }},
	{name: "comb", params: "(n, k, /)", text: "The number of ways to choose k of n things, order aside.",
		example: `math.comb(5, 2) # 10`, call: mathComb},
	{name: "copysign", params: "(x, y, /)", text: "The size of x with the sign of y.",
		example: `math.copysign(2, -1) # -2.0`, call: func(c call) (starlark.Value, error) { return c.binary(math.Copysign) }},
	{name: "cos", params: "(x, /)", text: "The cosine of x radians.",
		example: `math.cos(0) # 1.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Cos) }},
	{name: "cosh", params: "(x, /)", text: "The hyperbolic cosine.",
		example: `math.cosh(0) # 1.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Cosh) }},
	{name: "degrees", params: "(x, /)", text: "An angle in radians as degrees.",
		example: `math.degrees(math.pi) # 180.0`, call: func(c call) (starlark.Value, error) {
			return c.unary(func(x float64) float64 { return x * (180 / math.Pi) })
		}},
	{name: "dist", params: "(p, q, /)", text: "The distance of two points, given as lists of coordinates.",
		example: `math.dist([0, 0], [3, 4]) # 5.0`, call: mathDist},
	{name: "erf", params: "(x, /)", text: "The error function.",
		example: `math.erf(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Erf) }},
	{name: "erfc", params: "(x, /)", text: "The complementary error function.",
		example: `math.erfc(0) # 1.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Erfc) }},
	{name: "exp", params: "(x, /)", text: "e to the power of x.",
		example: `math.exp(0) # 1.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Exp) }},
	{name: "exp2", params: "(x, /)", text: "2 to the power of x.",
		example: `math.exp2(10) # 1024.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Exp2) }},
	{name: "expm1", params: "(x, /)", text: "e to the power of x, minus 1, exact near 0.",
		example: `math.expm1(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Expm1) }},
	{name: "fabs", params: "(x, /)", text: "The absolute value, as a float.",
		example: `math.fabs(-2) # 2.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Abs) }},
	{name: "factorial", params: "(n, /)", text: "The product of the ints from 1 to n.",
		example: `math.factorial(5) # 120`, call: mathFactorial},
	{name: "floor", params: "(x, /)", text: "The greatest int that is not greater than x.",
		example: `math.floor(-1.2) # -2`, call: func(c call) (starlark.Value, error) { return c.rounding(math.Floor) }},
	{name: "fmod", params: "(x, y, /)", text: "The remainder of x/y with the sign of x.",
		example: `math.fmod(-7, 3) # -1.0`, call: func(c call) (starlark.Value, error) { return c.binary(math.Mod) }},
	{name: "frexp", params: "(x, /)", text: "m and e with x == m * 2**e and 0.5 <= abs(m) < 1.",
		example: `math.frexp(8) # (0.5, 4)`, call: mathFrexp},
	{name: "gamma", params: "(x, /)", text: "The gamma function.",
		example: `math.gamma(5) # 24.0`, call: func(c call) (starlark.Value, error) { return c.pole(math.Gamma, isPole) }},
	{name: "gcd", params: "(*integers)", text: "The greatest common divisor.",
		example: `math.gcd(12, 18) # 6`, call: func(c call) (starlark.Value, error) { return c.fold(0, gcd) }},
	{name: "hypot", params: "(*coordinates)", text: "The length of a vector.",
		example: `math.hypot(3, 4) # 5.0`, call: mathHypot},
	{name: "isclose", params: "(a, b, rel_tol=1e-09, abs_tol=0.0)", text: "Whether two numbers are close to each other.",
		example: `math.isclose(0.1 + 0.2, 0.3) # True`, call: mathIsclose},
	{name: "isfinite", params: "(x, /)", text: "Whether x is neither infinite nor NaN.",
		example: `math.isfinite(1) # True`, call: func(c call) (starlark.Value, error) {
			return c.test(func(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) })
		}},
	{name: "isinf", params: "(x, /)", text: "Whether x is infinite.",
		example: `math.isinf(-math.inf) # True`, call: func(c call) (starlark.Value, error) { return c.test(func(x float64) bool { return math.IsInf(x, 0) }) }},
	{name: "isnan", params: "(x, /)", text: "Whether x is NaN.",
		example: `math.isnan(math.nan) # True`, call: func(c call) (starlark.Value, error) { return c.test(math.IsNaN) }},
	{name: "isqrt", params: "(n, /)", text: "The greatest int whose square is not greater than n.",
		example: `math.isqrt(17) # 4`, call: mathIsqrt},
	{name: "lcm", params: "(*integers)", text: "The least common multiple.",
		example: `math.lcm(4, 6) # 12`, call: func(c call) (starlark.Value, error) { return c.fold(1, lcm) }},
	{name: "ldexp", params: "(x, i, /)", text: "x * 2**i.",
		example: `math.ldexp(0.5, 4) # 8.0`, call: mathLdexp},
	{name: "lgamma", params: "(x, /)", text: "The natural logarithm of the absolute value of the gamma function.",
		example: `math.lgamma(1) # 0.0`, call: func(c call) (starlark.Value, error) { return c.pole(logGamma, isPole) }},
	{name: "log", params: "(x, base=e, /)", text: "The logarithm of x, the natural one without base.",
		example: `math.log(8, 2) # 3.0`, call: mathLog},
	{name: "log10", params: "(x, /)", text: "The logarithm to base 10.",
		example: `math.log10(1000) # 3.0`, call: func(c call) (starlark.Value, error) { return c.logBase(math.Log10) }},
	{name: "log1p", params: "(x, /)", text: "The natural logarithm of 1+x, exact near 0.",
		example: `math.log1p(0) # 0.0`, call: func(c call) (starlark.Value, error) {
			return c.pole(math.Log1p, func(x float64) bool { return x == -1 })
		}},
	{name: "log2", params: "(x, /)", text: "The logarithm to base 2.",
		example: `math.log2(8) # 3.0`, call: func(c call) (starlark.Value, error) { return c.logBase(math.Log2) }},
	{name: "mod", params: "(x, y, /)", text: "fmod under Starlark's name.",
		example: `math.mod(7, 3) # 1.0`, call: func(c call) (starlark.Value, error) { return c.binary(math.Mod) }},
	{name: "modf", params: "(x, /)", text: "The fraction and the integral part of x, both floats with its sign.",
		example: `math.modf(1.5) # (0.5, 1.0)`, call: mathModf},
	{name: "nextafter", params: "(x, y, /)", text: "The next float after x in the direction of y.",
		example: `math.nextafter(1, 0) # 0.9999999999999999`, call: func(c call) (starlark.Value, error) { return c.binary(math.Nextafter) }},
	{name: "perm", params: "(n, k=None, /)", text: "The number of ways to choose k of n things in order; without k, all n.",
		example: `math.perm(5, 2) # 20`, call: mathPerm},
	{name: "pow", params: "(x, y, /)", text: "x to the power of y, as a float.",
		example: `math.pow(2, 10) # 1024.0`, call: mathPow},
	{name: "prod", params: "(iterable, start=1)", text: "The product of start and all elements.",
		example: `math.prod([2, 3, 4]) # 24`, call: mathProd},
	{name: "radians", params: "(x, /)", text: "An angle in degrees as radians.",
		example: `math.radians(180) == math.pi # True`, call: func(c call) (starlark.Value, error) {
			return c.unary(func(x float64) float64 { return x * (math.Pi / 180) })
		}},
	{name: "remainder", params: "(x, y, /)", text: "The difference between x and the nearest multiple of y.",
		example: `math.remainder(7, 4) # -1.0`, call: func(c call) (starlark.Value, error) { return c.binary(math.Remainder) }},
	{name: "round", params: "(x, /)", text: "The nearest integral float; halves go away from zero.",
		example: `math.round(2.5) # 3.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Round) }},
	{name: "sin", params: "(x, /)", text: "The sine of x radians.",
		example: `math.sin(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Sin) }},
	{name: "sinh", params: "(x, /)", text: "The hyperbolic sine.",
		example: `math.sinh(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Sinh) }},
	{name: "sqrt", params: "(x, /)", text: "The square root.",
		example: `math.sqrt(16) # 4.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Sqrt) }},
	{name: "tan", params: "(x, /)", text: "The tangent of x radians.",
		example: `math.tan(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Tan) }},
	{name: "tanh", params: "(x, /)", text: "The hyperbolic tangent.",
		example: `math.tanh(0) # 0.0`, call: func(c call) (starlark.Value, error) { return c.unary(math.Tanh) }},
	{name: "trunc", params: "(x, /)", text: "The int that is left when the fraction is cut off.",
		example: `math.trunc(-1.8) # -1`, call: func(c call) (starlark.Value, error) { return c.rounding(math.Trunc) }},
}}

// isPole: the gamma function has poles at the ints up to 0.
func isPole(x float64) bool { return x <= 0 && x == math.Trunc(x) || math.IsInf(x, -1) }

func logGamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}
