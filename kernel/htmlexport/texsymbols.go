package htmlexport

import (
	"strings"
	"sync"
)

// symbols are commands that stand for a character, by what it is.
type symbols struct {
	letters, operators, large, brackets, accents, spaces map[string]string
	functions                                            map[string]bool
}

var texSymbols = sync.OnceValue(func() symbols {
	return symbols{
		letters: pairs(`alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ
			vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ
			varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ
			Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇
			hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ imath ı jmath ȷ angle ∠ top ⊤
			bot ⊥ prime ′ degree °`),
		operators: pairs(`pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕
			ominus ⊖ otimes ⊗ odot ⊙ cap ∩ cup ∪ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬
			le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ equiv ≡ approx ≈ cong ≅ sim ∼ simeq ≃
			propto ∝ ll ≪ gg ≫ prec ≺ succ ≻ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃
			supseteq ⊇ forall ∀ exists ∃ nexists ∄ perp ⊥ parallel ∥ mid ∣ to → rightarrow →
			leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺
			implies ⟹ longrightarrow ⟶ longleftarrow ⟵ mapsto ↦ uparrow ↑ downarrow ↓ hookrightarrow ↪
			cdots ⋯ ldots … dots … vdots ⋮ ddots ⋱ colon : therefore ∴ because ∵ models ⊨ vdash ⊢
			square □ triangle △ dagger † % % & & # # $ $ _ _`),
		large: pairs(`sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂
			bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀`),
		brackets: pairs(`{ { } } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ | ‖ lvert |
			rvert | lVert ‖ rVert ‖ vert | Vert ‖ lbrace { rbrace } lbrack [ rbrack ] backslash \`),
		accents: pairs(`hat ^ widehat ^ bar ¯ overline ¯ vec → tilde ~ widetilde ~ dot ˙ ddot ¨
			overbrace ⏞ underbrace ⏟ underline _ overrightarrow → check ˇ breve ˘ acute ´ grave ` + "`"),
		spaces: map[string]string{",": "0.17em", ":": "0.22em", ">": "0.22em", ";": "0.28em", " ": "0.33em",
			"quad": "1em", "qquad": "2em"},
		functions: words(`sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg
			det dim ker deg gcd hom arg max min sup inf lim limsup liminf Pr argmax argmin`),
	}
})

func pairs(text string) map[string]string {
	m := map[string]string{}
	fields := strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		m[fields[i]] = fields[i+1]
	}
	return m
}
