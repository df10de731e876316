package understand

import "testing"

// TestBareGlossed tells an answer to who, where or how soon in another language from what
// may be danger.
func TestBareGlossed(t *testing.T) {
	r := shipped(t)
	for _, c := range []struct {
		text string
		want bool
	}{
		{"moja mama 76 lat", true},
		{"meri choti behen 8 saal", true},
		{"আমার ভাইয়ের মেয়ে ৫ বছর", true},
		{"ਮੈਂ ਆਪ", true},
		{"smethwick mein, cape hill k qareeb", true},
		{"nu e graba", true},
		{"ایسی کوئی جلدی نہیں ہے", true},
		{"ما ادري شنو اقول", true},

		{"on jest blisko mnie, Tipton", false},         // he is near me
		{"مجھے نہیں جینا اب۔ ڈڈلی", false},             // I do not want to live now
		{"mama nie zyje", false},                       // mom is dead
		{"مجھے پتہ نہیں کہاں ہے وہ اب", false},         // I do not know where he is now
		{"ਹੁਣੇ! ਛੇਤੀ!", false},                         // now, quick
		{"ਬਚਾ ਲਓ ਮੈਨੂੰ", false},                        // save me
		{"ja nie", false},                              // says neither who nor where
		{"moj chlopak zlamal mi nos", false},           // broke my nose
		{"on jest za mna, Tipton", false},              // he is behind me
		{"szybko, nie wiem co jest z mama", false},     // quick, I do not know what mom has
		{"maz jest ze mna", false},                     // my husband is with me
		{"ورايا، Tipton", false},                       // behind me
		{"ammi nahi rahi, Dudley", false},              // mom has died
		{"chacha amar upor", false},                    // uncle is on me
		{"tata e pe mine", false},                      // dad is on me
		{"বাচ্চা নাই, Tipton", false},                  // the child is gone
		{"piche hai Smethwick", false},                 // he is behind
		{"byly maz u mnie", false},                     // my ex is here with me
		{"wo sath hai pata nahi", false},               // he is with me, do not know
		{"urgent! nu stiu ce sa zic", false},           // urgent, I do not know what to say
		{"khatre ch haan pata nahi kinu kehna", false}, // I am in danger, do not know whom to tell
		{"bacha jaldi nahi", false},
		{"bacha lo koi", false}, // somebody save
	} {
		pieces, _ := r.pieces(c.text)
		tokens, _ := r.lexicon.glossed(pieces, r.placesIn(pieces))
		if got := newAccount(r.lexicon, tokens).bareGlossed(); got != c.want {
			t.Errorf("%q: bare %v", c.text, got)
		}
	}
}

// TestBareDenial has denials of harm, and harm of which something else is denied.
func TestBareDenial(t *testing.T) {
	r := shipped(t)
	for text, danger := range map[string]bool{
		"he ay touched me":                    false,
		"he hasn't hit me":                    false,
		"he's never hurt me or the kids":      false,
		"he hit me":                           true,
		"not me, my little brother's hurt":    true,
		"its not me he hit, its mom":          true,
		"he ay touched me but he's got a bat": true,
	} {
		if got := r.Read(text); got.Danger != danger {
			t.Errorf("%q: danger %v", text, got.Danger)
		}
	}
}
