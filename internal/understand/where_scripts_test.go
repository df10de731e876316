package understand

import "testing"

// TestWhereInScripts reads whole sentences in Gurmukhi, Urdu, Bengali and Arabic
// letters, and Polish and Romanian forms. No native speaker has read them yet.
func TestWhereInScripts(t *testing.T) {
	checkWhere(t, []located{
		// Latin letters.
		{"mein Dudley vich nahi rehndi", "", ""},
		{"main Tipton mein nahi rehti", "", ""},
		{"Oldbury vich rehndi si", "", ""},
		{"Oldbury vich rehndi haan", "sandwell", "Oldbury"},

		// Gurmukhi.
		{"ਮੈਂ ਟਿਪਟਨ ਵਿੱਚ ਰਹਿੰਦੀ ਹਾਂ", "sandwell", "Tipton"},
		{"ਮੇਰੀ ਮਾਂ ਸਮੈਦਿਕ ਵਿਚ ਰਹਿੰਦੀ ਹੈ", "sandwell", "Smethwick"},
		{"ਅਸੀਂ ਵੈਸਟ ਬਰੋਮਵਿਚ ਵਿੱਚ ਹਾਂ", "sandwell", "West Bromwich"},
		{"ਵੈਸਟ ਬ੍ਰੋਮ ਵਿੱਚ ਇੱਕ ਬੱਚਾ ਖਤਰੇ ਵਿੱਚ ਹੈ", "sandwell", "West Bromwich"},
		{"ਮੇਰਾ ਘਰ ਓਲਡਬਰੀ ਵਿੱਚ ਹੈ", "sandwell", "Oldbury"},
		{"ਗੁਆਂਢੀ ਦਾ ਬੱਚਾ ਕੇਪ ਹਿੱਲ ਵਿੱਚ ਇਕੱਲਾ ਹੈ", "sandwell", "Cape Hill"},
		{"ਰੋਲੀ ਰੀਜਿਸ ਵਿੱਚ ਮੇਰੀ ਦਾਦੀ ਹੈ", "sandwell", "Rowley Regis"},
		{"ਅਸੀਂ ਗ੍ਰੇਟ ਬ੍ਰਿਜ ਰਹਿੰਦੇ ਹਾਂ", "sandwell", "Great Bridge"},
		{"ਮੈਂ ਕ੍ਰੈਡਲੀ ਵਿੱਚ ਰਹਿੰਦਾ ਹਾਂ", "dudley", "Cradley"},
		{"ਮੈਂ ਕ੍ਰੈਡਲੀ ਹੀਥ ਵਿੱਚ ਰਹਿੰਦਾ ਹਾਂ", "sandwell", "Cradley Heath"},
		{"ਮੈਂ ਕਰੇਡਲੀ ਹਿਥ ਵਿੱਚ ਹਾਂ", "sandwell", "Cradley Heath"}, // another spelling of each
		{"ਮੈਂ ਕ੍ਰੈਡਲੀ heath ਵਿੱਚ ਹਾਂ", "sandwell", "Cradley Heath"},
		{"ਮੈਂ ਕ੍ਰੈਡਲੀ ਹੀਠ ਵਿੱਚ ਹਾਂ", "", "Cradley"}, // not listed, sounds like Heath
		{"ਮੇਰੀ ਭੈਣ ਡਡਲੀ ਵਿਚ ਹੈ", "dudley", "Dudley"},
		{"ਡਡਲੀ'ਚ ਮੇਰੀ ਮਾਂ ਨੂੰ ਮਾਰਦੇ ਨੇ", "dudley", "Dudley"},
		{"ਮੇਰੀ ਭੈਣ ਡਡਲੀ ਪੋਰਟ ਵਿਚ ਹੈ", "sandwell", "Dudley Port"},
		{"ਡੱਡਲੀ ਪੌਰਟ", "sandwell", "Dudley Port"},
		{"ਡਡਲੀ port ਵਿੱਚ", "sandwell", "Dudley Port"},
		{"dudley ਪੋਰਟ ਵਿੱਚ", "sandwell", "Dudley Port"},
		{"ਡਡਲੀ ਪੋਟ ਵਿੱਚ", "", "Dudley"},
		{"ਅਸੀਂ ਸਟੌਰਬ੍ਰਿਜ ਵਿੱਚ ਰਹਿੰਦੇ ਹਾਂ", "dudley", "Stourbridge"},
		{"ਬ੍ਰਾਇਰਲੀ ਹਿੱਲ ਵਿੱਚ ਬਜ਼ੁਰਗ ਔਰਤ ਇਕੱਲੀ ਹੈ", "dudley", "Brierley Hill"},
		{"ਕਿੰਗਸਵਿਨਫ਼ੋਰਡ ਵਿੱਚ", "dudley", "Kingswinford"},
		{"ਹੇਲਸੋਵਨ ਵਿੱਚ ਮੇਰਾ ਪਤੀ ਮੈਨੂੰ ਮਾਰਦਾ ਹੈ", "dudley", "Halesowen"},
		{"ਮੈਂ ਬਰਮਿੰਘਮ ਵਿੱਚ ਰਹਿੰਦੀ ਹਾਂ", "elsewhere", "Birmingham"},
		{"ਅਸੀਂ ਵੁਲਵਰਹੈਂਪਟਨ ਵਿੱਚ ਹਾਂ", "elsewhere", "Wolverhampton"},
		{"ਲੰਡਨ ਤੋਂ ਮੁੰਡੇ ਆ ਕੇ ਮੇਰੇ ਘਰ ਰਹਿਣ ਲੱਗੇ", "", ""},
		{"ਉਸਨੇ ਅੱਗ ਲਾਈ", "", ""}, // lit a fire; no Lye
		{"ਲਾਈ", "dudley", "Lye"},
		{"ਹੌਲੀ ਹੌਲੀ ਹਾਲ ਖਰਾਬ ਹੋ ਗਿਆ", "", ""}, // no Holly Hall
		{"ਮੇਰੀ ਹਿੱਲ ਗਈ ਦੁਨੀਆ", "", ""},        // no Merry Hill
		{"ਡਡਲੀ ਰੋਡ ਤੇ ਇੱਕ ਬੱਚਾ ਰੋ ਰਿਹਾ ਹੈ", "", ""},
		{"ਟਿਪਟਨ ਰੋਡ", "", ""},
		{"ਡਡਲੀ ਪੋਰਟ ਰੋਡ", "", ""},
		{"ਡਡਲੀ ਰੋਡ, ਟਿਪਟਨ", "sandwell", "Tipton"},
		{"ਮੈਂ ਡਡਲੀ ਵਿੱਚ ਨਹੀਂ ਰਹਿੰਦਾ", "", ""},
		{"ਡਡਲੀ ਨਹੀਂ, ਟਿਪਟਨ", "sandwell", "Tipton"},
		{"ਮੈਂ ਡਡਲੀ ਵਿੱਚ ਰਹਿੰਦਾ ਸੀ, ਹੁਣ ਟਿਪਟਨ ਵਿੱਚ ਹਾਂ", "sandwell", "Tipton"},
		{"ਮੈਂ ਟਿਪਟਨ ਵਿੱਚ ਕੰਮ ਕਰਦੀ ਹਾਂ", "", ""},
		{"ਟਿਪਟਨ ਜਾਂ ਡਡਲੀ", "", ""},
		{"ਗ੍ਰੇਟ ਬਾਰ ਵਿੱਚ ਰਹਿੰਦੇ ਹਾਂ", "", "Great Barr"},
		{"ਗ੍ਰੇਟ ਬਾਰ, ਸੈਂਡਵੈੱਲ", "", ""},
		{"ਕੁਇੰਟਨ", "", "Quinton"},
		{"ਮੈਰੀ ਹਿੱਲ", "", "Merry Hill"},
		{"ਮੈਰੀ ਹਿੱਲ ਸੈਂਟਰ", "dudley", "Merry Hill Centre"},
		{"ਮਿਸਿਜ਼ ਲੈਂਗਲੀ ਮੈਨੂੰ ਝਿੜਕਦੀ ਹੈ", "", ""},

		// Urdu.
		{"میں ٹپٹن میں رہتی ہوں", "sandwell", "Tipton"},
		{"میری امی سمیتھوک میں رہتی ہیں", "sandwell", "Smethwick"},
		{"ہم ویسٹ برومچ میں ہیں", "sandwell", "West Bromwich"},
		{"میرا گھر اولڈ ہل میں ہے", "sandwell", "Old Hill"},
		{"بلیک ہیتھ میں ایک بچہ اکیلا ہے", "sandwell", "Blackheath"},
		{"وینزبری میں", "sandwell", "Wednesbury"},
		{"میں کریڈلی میں رہتی ہوں", "dudley", "Cradley"},
		{"امی کریڈلی ہیں", "dudley", "Cradley"},
		{"میں کریڈلی ہیتھ میں رہتی ہوں", "sandwell", "Cradley Heath"},
		{"کراڈلی ہیتھ میں", "sandwell", "Cradley Heath"},
		{"میں ڈڈلی میں ہوں مدد کریں", "dudley", "Dudley"},
		{"میں ڈڈلی پورٹ میں ہوں مدد کریں", "sandwell", "Dudley Port"},
		{"ڈڈلی-پورٹ", "sandwell", "Dudley Port"},
		{"ڈاڈلی پورٹ", "sandwell", "Dudley Port"},
		{"ڈڈلی بندرگاہ کے پاس", "sandwell", "Dudley Port"},
		{"ڈڈلی پارٹ", "", "Dudley"},
		{"میں ڈڈلی پوری رات روتی رہی", "", "Dudley"}, // too like Port
		{"اسٹوربرج میں میرے شوہر مجھے مارتے ہیں", "dudley", "Stourbridge"},
		{"برائرلی ہل", "dudley", "Brierley Hill"},
		{"ہیلزاوون میں", "dudley", "Halesowen"},
		{"میری نانی نیدرٹن میں ہیں", "dudley", "Netherton"},
		{"ہم برمنگھم میں رہتے ہیں", "elsewhere", "Birmingham"},
		{"برمنگهم میں", "elsewhere", "Birmingham"}, // with the Arabic h
		{"لندن سے لڑکے آئے ہیں", "", ""},
		{"وہ مجھے لندن لے جائے گا", "", ""},
		{"وہ مجھے یہاں لائی میں ڈر گئی", "", ""}, // brought; no Lye
		{"لائی", "dudley", "Lye"},
		{"زمین میری ہل گئی", "", ""},       // shook; no Merry Hill
		{"پاؤں میں بلسٹر ہے", "", ""},      // a blister; not "in Leicester"
		{"دوا سے بچے کو سلاؤ", "", ""},     // put to sleep; no Slough
		{"وہ دو دلی میں ہے دودلی", "", ""}, // doubt; no Dudley
		{"ڈڈلی روڈ پر", "", ""},
		{"ٹپٹن اسٹریٹ پر جھگڑا", "", ""},
		{"ڈڈلی روڈ، سمیتھک", "sandwell", "Smethwick"},
		{"میں ڈڈلی میں نہیں رہتی", "", ""},
		{"ڈڈلی نہیں، اولڈبری", "sandwell", "Oldbury"},
		{"میں پہلے ڈڈلی میں رہتی تھی اب ٹپٹن میں ہوں", "sandwell", "Tipton"},
		{"میں ٹپٹن میں کام کرتی ہوں", "", ""},
		{"ڈڈلی کے بارڈر پر", "", "Dudley"},
		{"ڈڈلی اور سینڈویل", "", ""},
		{"گریٹ بار", "", "Great Barr"},
		{"کوئنٹن میں", "", "Quinton"},
		{"مسز لینگلی مجھے ڈانٹتی ہیں", "", ""},

		// Bengali.
		{"আমি টিপটনে থাকি", "sandwell", "Tipton"},
		{"আমার মা স্মেথউইকে থাকেন", "sandwell", "Smethwick"},
		{"ওয়েস্ট ব্রমউইচে আমার বোন থাকে", "sandwell", "West Bromwich"},
		{"ওল্ডবেরিতে একটা বাচ্চা একা", "sandwell", "Oldbury"},
		{"আমার বাসা টিভিডেলে", "sandwell", "Tividale"},
		{"স্যান্ডওয়েলের সাহায্য চাই", "sandwell", "Sandwell"},
		{"আমি ক্র্যাডলিতে থাকি", "dudley", "Cradley"},
		{"আমি ক্র্যাডলি হিথে থাকি", "sandwell", "Cradley Heath"},
		{"ক্রেডলি হীথের কাছে", "sandwell", "Cradley Heath"},
		{"ক্র্যাডলি হিঠ", "", "Cradley"},
		{"ক্র্যাডলিতে হাত ভেঙেছে", "dudley", "Cradley"}, // complete, whatever follows
		{"আমি ডাডলিতে থাকি", "dudley", "Dudley"},
		{"ডাডলির কাছে", "dudley", "Dudley"},
		{"আমি ডাডলি পোর্টে থাকি", "sandwell", "Dudley Port"},
		{"ডাডলী পোর্ট", "sandwell", "Dudley Port"},
		{"ডাডলিপোর্টে থাকি", "sandwell", "Dudley Port"},
		{"ডাডলি পোর্থ", "", "Dudley"},
		{"ডাডলি বন্দর", "sandwell", "Dudley Port"},
		{"হেলসওয়েনে আমার স্বামী আমাকে মারে", "dudley", "Halesowen"},
		{"স্টোরব্রিজে", "dudley", "Stourbridge"},
		{"আমরা বার্মিংহামে থাকি", "elsewhere", "Birmingham"},
		{"লন্ডন থেকে ছেলেরা এসেছে", "", ""},
		{"আমাকে লন্ডনে নিয়ে যাবে", "", ""},
		{"ছেলেকে লাই দিও না", "", ""},  // do not indulge; no Lye
		{"ওরা ঘরে লুটন করেছে", "", ""}, // plunder; no Luton
		{"হলি হল না", "", ""},          // no Holly Hall
		{"রাসেল হল অসুস্থ", "", ""},    // somebody's name
		{"ডাডলি রোডে মারামারি", "", ""},
		{"ডাডলি রোড", "", ""},
		{"টিপটন স্ট্রিটের পাশে", "", ""},
		{"আমি ডাডলিতে থাকি না", "", ""},
		{"ডাডলি নয়, টিপটন", "sandwell", "Tipton"},
		{"আগে ডাডলিতে থাকতাম এখন টিপটনে থাকি", "sandwell", "Tipton"},
		{"আমি টিপটনে কাজ করি", "", ""},
		{"গ্রেট বারে থাকি", "", "Great Barr"},
		{"কুইন্টনে", "", "Quinton"},

		// Arabic.
		{"أنا ساكنة في تيبتون", "sandwell", "Tipton"},
		{"أنا بتيبتون", "sandwell", "Tipton"},
		{"أمي تعيش في سميثويك", "sandwell", "Smethwick"},
		{"نحن في ويست بروميتش", "sandwell", "West Bromwich"},
		{"نحن بويست بروميتش", "sandwell", "West Bromwich"},
		{"بيتي بأولدبري", "sandwell", "Oldbury"},
		{"أنا في كرادلي", "dudley", "Cradley"},
		{"أنا في كرادلي هيث", "sandwell", "Cradley Heath"},
		{"أنا بكرادلي هيث", "sandwell", "Cradley Heath"},
		{"أنا في كرادلي هيت", "", "Cradley"},
		{"أختي في دادلي", "dudley", "Dudley"},
		{"أختي بدادلي", "dudley", "Dudley"},
		{"أختي بدادلي بورت", "sandwell", "Dudley Port"},
		{"في ميناء دادلي", "sandwell", "Dudley Port"},
		{"دادلي بورط", "", "Dudley"},
		{"زوجي يضربني في ستوربريدج", "dudley", "Stourbridge"},
		{"نعيش في هيلزوين", "dudley", "Halesowen"},
		{"نعيش ببرمنغهام", "elsewhere", "Birmingham"},
		{"شباب من لندن دخلوا بيتي", "", ""},
		{"بدو ياخدني للندن", "", ""},
		{"ليستر علي الله", "", ""}, // may he cover; no Leicester
		{"سيجلي الجيش المدنيين", "", ""},
		{"لأي سبب يضربني", "", ""}, // for any; no Lye
		{"ولائي", "", ""},          // my loyalty
		{"لانجلي", "", ""},         // no Langley
		{"رأيت والسال معه", "", ""},
		{"والسال", "elsewhere", "Walsall"},
		{"ولد في شارع دادلي", "", ""},
		{"بشارع تيبتون", "", ""},
		{"دادلي رود", "", ""},
		{"شارع دادلي في سميثويك", "sandwell", "Smethwick"},
		{"لا أعيش في دادلي", "", ""},
		{"مش بدادلي، بتيبتون", "sandwell", "Tipton"},
		{"كنت أعيش في دادلي والآن في تيبتون", "sandwell", "Tipton"},
		{"أعمل في تيبتون", "", ""},
		{"بين دادلي وتيبتون", "", ""},
		{"غريت بار", "", "Great Barr"},
		{"كوينتون", "", "Quinton"},
		{"السيدة لانغلي تصرخ علي", "", ""},

		// Not to be taken for a denial, or a past, that leaves the other place.
		{"أمي لا تأكل في تيبتون، أنا في دادلي", "", ""},
		{"كانت أمي تضرب في دادلي، أنا في تيبتون", "", ""},
		{"মা ডাডলিতে না খেয়ে আছে, আমি টিপটনে", "", ""},
		{"মা টিপটনে খায় না, আমি ডাডলিতে", "", ""},
		{"امی ٹپٹن میں نہیں سوتی، میں ڈڈلی میں ہوں", "", ""},
		{"میری بہن ٹپٹن میں کام کرتی ہے، میں ڈڈلی میں ہوں", "", ""},
		{"میری بہن لندن سے فون کرتی ہے، میں ٹپٹن میں ہوں", "", ""},
		{"ਮੇਰੀ ਭੈਣ ਟਿਪਟਨ ਵਿੱਚ ਕੰਮ ਕਰਦੀ ਹੈ, ਮੈਂ ਡਡਲੀ ਵਿੱਚ ਹਾਂ", "", ""},
		{"أمي ليست في دادلي، هي في تيبتون", "sandwell", "Tipton"},

		// Polish and Romanian.
		{"mieszkam w Dudley", "dudley", "Dudley"},
		{"mieszkamy w Dudley Porcie", "sandwell", "Dudley Port"},
		{"moja mama mieszka w Tiptonie", "sandwell", "Tipton"},
		{"jestem w Cradley Heathcie", "sandwell", "Cradley Heath"},
		{"jestem w Cradley", "dudley", "Cradley"},
		{"mieszka w Birminghamie", "elsewhere", "Birmingham"},
		{"jest w Londynie", "elsewhere", "London"},
		{"sunt din Dudley", "dudley", "Dudley"},
		{"locuiesc în Smethwick", "sandwell", "Smethwick"},
		{"suntem la Londra", "elsewhere", "London"},
		{"ਅਸੀਂ ਟਿਪਟਨ ਵਿੱਚ ਬੱਸ ਸਟੇਸ਼ਨ ਦੇ ਕੋਲ ਆਂ", "sandwell", "Tipton"},
		{"kisi saheli ke lye pooch rahi", "", ""}, // "for a friend"
		{"main Tipton ch haan, dost ke lye pooch rahi", "sandwell", "Tipton"},
	})
}

// TestUnstuck takes endings and prefixes from words that are known without them, and
// from no Latin word.
func TestUnstuck(t *testing.T) {
	known := scriptWords("ডাডলি টিপটন دادلي ਡਡਲੀ بلسٹر لیسٹر dudley")
	for _, c := range []struct{ word, want string }{
		{"ডাডলিতে", "ডাডলি"},
		{"ডাডলিতেই", "ডাডলিতেই"},
		{"টিপটনের", "টিপটন"},
		{"بدادلي", "دادلي"},
		{"وبدادلي", "دادلي"},
		{"ਡਡਲੀਚ", "ਡਡਲੀ"},
		{"بلیسٹر", "بلیسٹر"}, // Urdu
		{"dudleys", "dudleys"},
	} {
		word, want := foldWords(c.word)[0], foldWords(c.want)[0]
		if got := unstuck(word, func(w string) bool { return known[w] }); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// TestEveryScriptKnowsTheLongerName joins each spelling of Dudley and Cradley with each
// last word of Dudley Port and Cradley Heath: never may one of them be the borough of
// the shorter name.
func TestEveryScriptKnowsTheLongerName(t *testing.T) {
	r := shipped(t)
	pairs := 0
	for _, list := range r.places.names {
		for _, short := range list {
			for _, long := range r.places.tails[short.name] {
				last := long.words[len(long.words)-1]
				if short.name != "Dudley" && short.name != "Cradley" || long.area != "sandwell" || len(short.words) > 1 || len(r.places.names[last]) > 0 {
					continue
				}
				pairs++
				if got := r.Read(short.words[0] + " " + last); got.Area == "dudley" {
					t.Errorf("%q %q: %q", short.words[0], last, got.Area)
				}
			}
		}
	}
	if pairs < 100 {
		t.Errorf("%d pairs compared", pairs)
	}
}
