package htmlexport

import "strings"

// alphabet gives letters of another alphabet, which Unicode has as characters.
func (p *texParser) alphabet(name string) (item, error) {
	text := p.peek()
	if text == "{" {
		var err error
		if text, err = p.text(); err != nil {
			return item{}, err
		}
	} else {
		p.next()
	}
	var out strings.Builder
	for _, c := range strings.TrimSpace(text) {
		if c >= '0' && c <= '9' {
			out.WriteString(element("mn", string(c)))
			continue
		}
		char, ok := styled(name, c)
		if !ok {
			return item{}, errTeX
		}
		out.WriteString(element("mi", string(char)))
	}
	return item{mathml: group(out.String())}, nil
}

// styled gives a letter of the alphabet that a command selects.
func styled(command string, c rune) (rune, bool) {
	holes := map[rune]rune{ // letters that Unicode had before
		'𝔺': 'ℂ', '𝔿': 'ℍ', '𝕅': 'ℕ', '𝕇': 'ℙ', '𝕈': 'ℚ', '𝕉': 'ℝ', '𝕑': 'ℤ',
		'𝒝': 'ℬ', '𝒠': 'ℰ', '𝒡': 'ℱ', '𝒣': 'ℋ', '𝒤': 'ℐ', '𝒧': 'ℒ', '𝒨': 'ℳ', '𝒭': 'ℛ', '𝒺': 'ℯ', '𝒼': 'ℊ', '𝓄': 'ℴ',
		'𝔆': 'ℭ', '𝔋': 'ℌ', '𝔌': 'ℑ', '𝔕': 'ℜ', '𝔝': 'ℨ',
	}
	first := map[string]rune{"mathbf": '𝐀', "boldsymbol": '𝑨', "bm": '𝑨', "mathbb": '𝔸', "mathcal": '𝒜',
		"mathscr": '𝒜', "mathfrak": '𝔄', "mathsf": '𝖠', "mathtt": '𝙰'}[command]
	switch {
	case (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'):
		return 0, false
	case first == 0:
		return c, true
	case c >= 'a':
		first += 26 + c - 'a'
	default:
		first += c - 'A'
	}
	if hole, ok := holes[first]; ok {
		return hole, true
	}
	return first, true
}
