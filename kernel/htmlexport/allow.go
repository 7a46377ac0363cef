package htmlexport

import (
	"strings"
	"sync"
)

// lists say what the sanitizer lets pass. Names are in lower case, as the tokenizer
// gives them; browsers know that viewbox in SVG is viewBox.
type lists struct {
	// Elements: of HTML, and within svg and math. Those in void have no end tag. Those
	// in dropped go with their content; of others that are not allowed only the tag goes.
	html, svg, math, void, dropped map[string]bool
	// Attributes of any element; those of cssAttributes have a value as in CSS.
	attributes, cssAttributes map[string]bool
	// Of CSS: the first words of properties, and functions.
	properties, functions map[string]bool
	// classes of this package's own HTML that goes through the sanitizer.
	classes map[string]bool
}

// allowed makes the lists when they are needed first.
var allowed = sync.OnceValue(func() lists {
	return lists{
		html: words(`a abbr address article aside b bdi bdo blockquote br caption center cite code
			col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4
			h5 h6 header hr i ins kbd label li mark meter ol p pre progress q rp rt ruby s samp
			section small span strike strong sub summary sup svg math table tbody td tfoot th thead
			time tr tt u ul var wbr`),
		svg: words(`svg g a path rect circle ellipse line polyline polygon text tspan textpath defs
			symbol use marker lineargradient radialgradient stop clippath mask pattern title
			image filter feblend fecolormatrix fecomposite feflood fegaussianblur femerge
			femergenode feoffset`),
		math: words(`math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder
			mover munderover mtable mtr mtd mstyle mpadded mphantom merror mmultiscripts
			mprescripts`),
		void: words(`area base br col embed frame hr img input keygen link meta param source track wbr`),
		dropped: words(`script style template iframe frameset object applet noscript
			noembed noframes textarea select xmp plaintext audio video canvas head foreignobject
			annotation annotation-xml desc`),
		attributes: words(`abbr alt aria-describedby aria-hidden aria-label aria-labelledby
			aria-roledescription border cellpadding cellspacing checked colspan datetime
			dir face headers high label lang low max min nowrap open optimum reversed role rowspan
			scope size span start title translate type valign value
			align width height

			cx cy d dx dy fx fy gradientunits gradienttransform in in2 k1 k2 k3 k4 lengthadjust
			markerheight markerunits markerwidth maskcontentunits maskunits method mode offset
			operator orient pathlength patterncontentunits patterntransform patternunits points
			preserveaspectratio primitiveunits r refx refy result rotate rx ry spacing
			spreadmethod startoffset stddeviation textlength values version viewbox x x1 x2 y y1
			y2 clippathunits filterunits

			accent accentunder columnalign columnlines columnspacing depth display displaystyle
			fence form largeop linethickness lspace mathvariant maxsize minsize movablelimits
			notation rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric
			voffset`),
		cssAttributes: words(`alignment-baseline baseline-shift bgcolor clip-path clip-rule color
			color-interpolation color-interpolation-filters dominant-baseline fill fill-opacity
			fill-rule filter flood-color flood-opacity font-family font-size font-style
			font-variant font-weight letter-spacing marker-end marker-mid marker-start mask
			mathbackground mathcolor mathsize opacity overflow paint-order shape-rendering
			stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
			stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
			text-decoration text-rendering transform vector-effect visibility word-spacing
			writing-mode`),
		properties: words(`accent align aspect background baseline border box break caption clear clip
			color column columns direction display dominant empty fill flex float font gap grid
			height hyphens justify letter line list margin marker mask max min mix object opacity
			order overflow padding page paint place rotate row scale shape stop stroke tab table
			text transform translate unicode vertical visibility white width word writing`),
		functions: words(`calc clamp color color-mix fit-content hsl hsla hwb lab lch light-dark
			linear-gradient matrix max min minmax oklab oklch radial-gradient conic-gradient
			repeat repeating-linear-gradient rgb rgba rotate rotatex rotatey scale scalex scaley
			skew skewx skewy translate translatex translatey var`),
		classes: words(`k b s n c tex display`),
	}
})

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}
