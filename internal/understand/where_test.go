package understand

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhere reads one line and names the area, "" for ask, and the place said
// back. Each line is a trap that somebody could fall into.
func TestWhere(t *testing.T) {
	checkWhere(t, []located{
		// Postcodes, in every form.
		{"B70 8AB", "sandwell", "B70 8AB"},
		{"b708ab.", "sandwell", "B70 8AB"},
		{"its b70-8ab", "sandwell", "B70 8AB"},
		{"b70.8ab", "sandwell", "B70 8AB"},
		{"B7O 8AB", "sandwell", "B70 8AB"},
		{"b 70 8ab", "sandwell", "B70 8AB"},
		{"dy5 1qx", "dudley", "DY5 1QX"},
		{"B7l 1AA", "sandwell", "B71 1AA"},
		{"dy12ab", "dudley", "DY1 2AB"},
		{"b70", "sandwell", "B70"},
		{"in b63 near the park", "dudley", "B63"},
		{"b70 8", "sandwell", "B70 8"},
		{"he hit me. b69", "sandwell", "B69"}, // not B6 9, as whoever lives there would write
		{"B62", "", "B62"},                    // split between three councils
		{"Tipton, DY4", "sandwell", "Tipton"}, // of the two boroughs in DY4
		{"B68 or B62", "", ""},
		{"hi is this sandwell?", "", ""},
		{"tell me a joke about Dudley", "", ""},
		{"she lives in Netherton L30", "", ""},
		{"my nan lives in Warley, Essex and her carer hits her", "", ""},
		{"he lye to me", "", ""},
		{"Dudley is my boyfriend", "", ""},
		{"Langley is 4 and his dad shouts", "", ""},
		{"my cousin in Tipton is 3 and her teeth are black", "sandwell", "Tipton"},
		{"dad lost his job and he's never off the drink. Wordsley", "dudley", "Wordsley"}, // "lost" is said of matches, too
		{"is this bot for birmingham too or", "", ""},
		{"im gonna cry if they cancel another train to sandwell and dudley", "", ""},
		{"B64 5", "", "B64 5"}, // split
		{"B64 5ZZ", "", "B64 5ZZ"},
		{"B64 5HE", "sandwell", "B64 5HE"},
		{"b64 5 he hit me", "", "B64"},           // "5 he" is no end of a postcode
		{"dy12", "", "DY12"},                     // DY12, or DY1 2 without the space
		{"b70 2 kids crying", "sandwell", "B70"}, // two children
		{"SW1A 1AA", "elsewhere", "SW1A 1AA"},
		{"M14 5TP", "elsewhere", "M14 5TP"},
		{"M145TP", "elsewhere", "M14 5TP"},
		{"mama wa2a3et", "", ""}, // "she fell", as Arabic is typed in Latin letters
		{"stuck on the m5", "", ""},
		{"call me b4 he is back m8", "", ""},
		{"flat b12", "", ""},
		{"vitamin b12", "", ""},
		{"I took too many b12", "", ""},
		{"she's took her hubby's insulin, thought it was her B12", "", ""},

		// Names that hold another name.
		{"Cradley", "dudley", "Cradley"},
		{"Cradley Heath", "sandwell", "Cradley Heath"},
		{"cradley-heath", "sandwell", "Cradley Heath"},
		{"cradleyheath", "sandwell", "Cradley Heath"},
		{"cradly heth", "sandwell", "Cradley Heath"},
		{"cradley hth", "", "Cradley"},
		{"cradley health centre", "", "Cradley"},
		{"in Cradley he hit me", "dudley", "Cradley"},
		{"Dudley Port", "sandwell", "Dudley Port"},
		{"dudly port", "sandwell", "Dudley Port"},
		{"dudders prot", "", "Dudley"},
		{"craidley heath", "sandwell", "Cradley Heath"},
		{"dudley, portland house", "dudley", "Dudley"},

		// Roads, pubs, teams, people.
		{"Sandwell Street", "", ""},
		{"tipton road", "", ""},
		{"dudley road in tipton", "sandwell", "Tipton"},
		{"birmingham new road", "", ""},
		{"a puppy called dudley", "", ""},

		// Places that only spoil others.
		{"i was attacked by a seagull in rhyl", "", ""},
		{"I'm in Oldbury, it's me dad in Rhyl", "", ""},
		{"Londonderry, the one in Ireland", "", ""},
		{"I'm in Oldbury, my mate's nan in Lampeter", "", ""},
		{"my nan is in Lampeter, SA48 7AB", "elsewhere", "SA48 7AB"},
		{"Gospel Oak, NW5", "", ""},

		// Who of two people the trouble is with, nobody can tell.
		{"He lives in Stourbridge, I live in Tividale", "", ""},
		{"babysitting in Charlemont, my mom's in Halesowen, the baby is floppy", "", ""},
		{"my dads carer from Stourbridge left him on the floor in Bearwood", "sandwell", "Bearwood"},
		{"my carer friend's client in Rood End's choking, I'm in Bewdley", "", ""},
		{"Moved to Newquay from Netherton", "", ""},
		{"on the train to stourbridge", "", ""},

		// In a run of words no place is named.
		{"mymomsinswanseaimintipton", "", ""},
		{"sheisinnorthfieldandiaminoldburyhelp", "", ""},
		{"mymomsinswansea im in tipton", "", ""},
		{"hes on insta as dudleyladforlife", "", ""},

		// Where nobody is, or not the one at risk.
		{"Dudley Moore was on telly", "", ""},
		{"my dad is in Oldbury on Severn", "", ""},
		{"my nan lives in Rowley, Massachusetts", "", ""},
		{"i lye awake worrying about him", "", ""},
		{"im in lye in bed with flu", "dudley", "Lye"},
		{"I'm the childminder, I live in Oldbury, they've moved to Derby", "", ""},
		{"I live in Oldbury, he moved to Derby", "sandwell", "Oldbury"},
		{"Dudley police know him and I moved to Cannock to get away", "", ""},
		{"my best mate's moved up to Stafford, I live in Netherton", "", ""},
		{"my ex and our girl have moved to Cannock. I'm in Sedgley", "", ""},
		{"have I come through to Dudley or Sandwell", "", ""},
		{"he went home to Dudley after he hit me", "", ""},
		{"my carer goes home to Dudley at 5 and leaves me on the floor", "", ""},
		{"my daughter ended up in Leeds with him and he hits her, im in Tipton", "", ""},
		{"my dad moved to Walsall and a carer hits him, I'm in Dudley", "", ""},
		{"my ex moved to Walsall, I'm in Dudley", "dudley", "Dudley"},
		{"I fled Dudley and he's found me", "", ""},
		{"i'm in a refuge, i was in Dudley", "", ""},
		{"he wont go home to Dudley, he's at my door", "", ""},
		{"a bruise bigger than Walsall on her arm", "", ""},
		{"I'm at uni in Wolverhampton and want to die", "", ""},
		{"we live in Tipton, she was at uni in Wolverhampton, her brother is at school in Tipton and he hits her", "", ""},
		{"we live opposite the school in Walsall and my husband hits me", "elsewhere", "Walsall"},
		{"he works at a college in Wolverhampton, I live in Tipton and he hits me", "sandwell", "Tipton"},
		{"they've got him in a flat somewhere in Walsall", "", ""},
		{"mom's collapsed at a wedding in Walsall", "", ""},
		{"my brother's in prison in Stafford and says he'll kill himself, I live in Tipton", "", ""},
		{"a man in Walsall wants me to meet him, I'm 14", "", ""},
		{"west brom lost so he's hit me", "", ""},
		{"my boyfriend Dudley keeps hitting me", "", ""},
		{"my parents in Dudley want me to marry a man", "", ""},
		{"I ended up in Smethwick with nowhere to sleep", "sandwell", "Smethwick"},
		{"my nan that was attacked lives in Tipton", "sandwell", "Tipton"},
		{"I'll get what my sister got and she ended up at Russells Hall", "", ""},
		{"He used to hit me. That was Wolverhampton, 2019", "", ""},
		{"she drove home to Leeds", "", ""},
		{"i don't live in dudley he hits me", "", ""},
		{"i no longer live in dudley", "", ""},
		{"nie mieszkam w Dudley", "", ""},
		{"nu locuiesc în Dudley", "", ""},
		{"mieszkam w Dudley", "dudley", "Dudley"},
		{"hes driving over from dudley to kill me", "", ""},
		{"a lad from dudley stabbed my brother", "", ""},
		{"im from dudley and he hits me", "dudley", "Dudley"},
		{"hi from tipton", "sandwell", "Tipton"},
		{"hya from quarry bank", "dudley", "Quarry Bank"},
		{"he hit me. tipton", "sandwell", "Tipton"},
		{"he broke my wrist, he's in Tipton", "", ""},
		{"threw her lad against the wall. woodside", "dudley", "Woodside"},
		{"the abbey is nice", "", ""},
		{"my lad's school is in Pensnett and a teacher hit him", "dudley", "Pensnett"},
		{"he hit me outside the chicken shop in smethwick", "sandwell", "Smethwick"},
		{"I'm in the changing room at the shop in Dudley", "", ""},
		{"im 13 from lye", "dudley", "Lye"},
		{"i used to live in netherton, dudley", "", ""},
		{"i left dudley", "", ""},
		{"i ran away from tipton", "", ""},
		{"i want to move to tipton to get away from him", "", ""},
		{"on my way to dudley", "", ""},
		{"next to merry hill centre", "dudley", "Merry Hill Centre"},
		{"my ex is in tipton and he keeps ringing me", "", ""},
		{"he works in dudley and hits me when he gets in", "", ""},
		{"he hit me in Asda, Tipton", "sandwell", "Tipton"},
		{"our dog Dudley found a man", "", ""},
		{"my mate dudley isn't eating", "", ""},
		{"my brother Langley is frightened", "", ""},
		{"our lad Rowley's back, we're in Tipton", "sandwell", "Tipton"},
		{"he hit my brother in Dudley", "dudley", "Dudley"},
		{"by the Tipton chippy, not in Tipton, its just called that", "", ""},
		{"lads from Torquay, kid in tipton", "sandwell", "Tipton"},
		{"Wolverhampton Street, Dudley", "dudley", "Dudley"},
		{"mrs langley shouts at me", "", ""},
		{"abbey is being hit", "", ""},
		{"bradley keeps hitting me", "", ""},
		{"at the abbey", "sandwell", "Abbey"},
		{"can I speak to a person", "", ""},

		// Two councils, or two places of one name.
		{"Great Barr", "", "Great Barr"},
		{"great barr, birmingham", "", ""},
		{"Great Barr, Sandwell", "", ""}, // it is Walsall's and Birmingham's, too,
		{"Quinton", "", "Quinton"},
		{"merry hill", "", "Merry Hill"},
		{"merry hill centre", "dudley", "Merry Hill Centre"},
		{"yew tree", "", "Yew Tree"},

		// Slips, local spellings, other scripts.
		{"tippon", "sandwell", "Tipton"},
		{"tiptn", "sandwell", "Tipton"},
		{"stourbrdige", "dudley", "Stourbridge"},
		{"west brom", "sandwell", "West Bromwich"},
		{"ਸੈਂਡਵੈੱਲ", "sandwell", "Sandwell"},
		{"ڈڈلی", "dudley", "Dudley"},
		{"worsley", "elsewhere", "Worsley"}, // not Wordsley
		{"crawley", "elsewhere", "Crawley"}, // not Cradley

		// Talk, which tells of nobody who is there.
		{"best faggots and peas in Dudley?", "", ""},
		{"what day is tippon market on", "", ""},
		{"lovely walk up clent with the dog today", "", ""},
		{"the flats by the bus station in West Brom", "sandwell", "West Bromwich"},
		{"staying with a pal in Dudley just at present", "dudley", "Dudley"},
		{"that would be Dudley, thank you ever so much", "dudley", "Dudley"},
		{"my flat is in Walsall above the bakers", "elsewhere", "Walsall"},
		{"we live near the market in Dudley", "dudley", "Dudley"},
		{"up a hill in Dudley, she won't stop bleeding", "dudley", "Dudley"},

		// Two places in one line.
		{"I work in Halesowen, my mom's in Tipton", "sandwell", "Tipton"},
		{"im in tipton and he's in leeds", "", ""},
		{"We're in Cradley Heath, our lass is at uni in Leicester", "", ""},
		{"a child in Cradley, Herefordshire", "", ""},
		{"lads from walsall have moved in with my mate", "", ""},
		{"he wants her to get on a train to birmingham", "", ""},
		{"a child in walsall", "elsewhere", "Walsall"},
		{"a child in leeds", "", ""}, // so far off, people are also taken, are sent or have a trip
		{"im in leeds", "elsewhere", "Leeds"},
		{"I am in Leeds", "elsewhere", "Leeds"},
		{"Hi, I'm Kendal", "", ""},
		{"I live in Grindlow", "", ""}, // no list has it
		{"my hull is sore, Tipton", "sandwell", "Tipton"},
		{"my mum in india is being beaten by my uncle, i live in west bromwich", "", ""},
		{"my friend in grindlow is being beaten, i live in smethwick", "", ""},
		{"mom is in pain in Oldbury", "sandwell", "Oldbury"},
		{"I'm in tears, he hits me, tipton", "sandwell", "Tipton"},
		{"we live in Rhyl", "elsewhere", "Rhyl"},
		{"I'm up a mountain in Wales, my dad's alarm has gone off", "", ""},
		{"she got driven to a flat in Walsall by a friend", "", ""},
		{"my kids are at Birmingham airport", "", ""},
		{"he follows me on everything. he's in Walsall", "", ""},
		{"my ex is in Halesowen but I live in brum", "", ""},
		{"he's on a course in Telford til Friday", "", ""},
		{"someone is trying to get in my flat in Walsall", "elsewhere", "Walsall"},
		{"I'm not from Dudley, I'm in Bilston", "elsewhere", "Bilston"},
		{"he's still behind me, he's supposed to be in Walsall", "", ""},
		{"they've got me in a house in Walsall I think", "", ""},
		{"Tipton train station", "sandwell", "Tipton"},
		{"my brother rowley regis", "sandwell", "Rowley Regis"},
		{"a text from a Wolverhampton train, sorry mum", "", ""},
		{"my daughter rang from Gornal, he has her by the wrist, I'm in Tamworth", "", ""},
		{"i work in halesowen and im worried about my nan", "", ""},
		{"I live in Tipton but it's my nan in Gornal", "dudley", "Gornal"},
		{"dad's in Rowley Regis, bedbound, and I'm in Leeds", "sandwell", "Rowley Regis"},
		{"mom's in hospital at Russells Hall and wants to go home to Tipton", "", ""},
		{"nurse at Russells Hall, the patient goes home to Tipton", "", ""},
		{"he's moving out, Tividale to Coseley", "", ""},
		{"my nan lives in Sedgley, I'm in Oldbury, her carer shouts at her", "dudley", "Sedgley"},
		{"I'm at my sister's in Lye, my dad in Oldbury has stopped eating", "", ""},
		{"my brother lives in Tipton and my nan in Gornal has stopped eating", "", ""},
		{"he hits me, I'm in Lye, my mom lives in Tipton", "", ""},
		{"my lad's teacher in Dudley hits him, we are in Tipton", "", ""},
		{"my brother in Dudley is stealing from our mom, I live in Tipton with her", "", ""},
		{"I'm in Tipton and the kids upstairs are left alone all night. My son's in Dudley so can't help", "", ""},
		{"my daughter met a man in Dudley, I'm in Tipton, she is 13", "", ""},
		{"my nan died in Gornal, I'm in Oldbury, my mom is not eating", "", ""},
		{"my aunt's in Dudley hospital, I'm in Tipton, she lives with me", "", ""},
		{"they were in Tipton and my nan in Gornal is being robbed", "", ""},
		{"kid next door crying B62, he has a nan in Leeds", "", ""},
		{"he beats me, DY4, his mom's in Dudley", "", ""},
		{"my nan's in B64 and her carer is from Dudley", "", ""},
		{"DY4 near Dudley", "", ""},
		{"please help me my stepdad hits me. Abbey", "", ""},
		{"stop it, Abbey", "", ""},
		{"where does he touch you? The zoo", "", ""},
		{"one lad goes to school in Tipton and the other to school in Dudley, their dad hits them", "", ""},
		{"he hits me he's in Tipton", "", ""},
		{"my dad has a shop in Dudley, I'm in Tipton and he's bedbound now", "sandwell", "Tipton"},
		{"my nan lives by the shops in Tipton", "sandwell", "Tipton"},
		{"not Dudley, its Smethwick", "sandwell", "Smethwick"},
		{"we moved from Oldbury to Coseley", "dudley", "Coseley"},
		{"used to live in wednesbury now in netherton", "dudley", "Netherton"},
		{"either tipton or coseley", "", ""},
		{"on the border of oldbury", "", "Oldbury"},
		{"Tipton, West Midlands", "sandwell", "Tipton"},
	})
}

// located is a text with the area and the place that are read in it.
type located struct{ text, area, place string }

func checkWhere(t *testing.T, list []located) {
	t.Helper()
	r := shipped(t)
	for _, c := range list {
		if got := r.Read(c.text); got.Area != c.area || got.Place != c.place {
			t.Errorf("%q: %q %q, want %q %q", c.text, got.Area, got.Place, c.area, c.place)
		}
	}
}

// TestPostcodesAgreeWithTheFacts compares every sector and every unit of a split
// sector with the facts that the tables were written from, when these lie beside
// the checkout.
func TestPostcodesAgreeWithTheFacts(t *testing.T) {
	r := shipped(t)
	facts := filepath.Join("..", "..", "..", "shared", "data")
	check := func(file, key, value string) {
		f, err := os.Open(filepath.Join(facts, file))
		if os.IsNotExist(err) {
			t.Skip("the facts are not beside the checkout")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			want := row[1]
			if want == "split" {
				want = ""
			}
			for _, text := range []string{row[0], strings.ToLower(row[0]), "help, " + row[0] + " now"} {
				got := r.Read(text)
				if key == "sector" && text != row[0] && (got.Area == want || got.Area == "") {
					continue // a digit with words after it may count something
				}
				if got.Area != want || got.Place != row[0] && strings.EqualFold(text, row[0]) {
					t.Errorf("%s %q: %q %q, want %q", key, text, got.Area, got.Place, want)
				}
			}
			if joined := strings.ReplaceAll(row[0], " ", ""); key == "postcode" {
				if got := r.Read(joined); got.Area != want {
					t.Errorf("%q: %q, want %q", joined, got.Area, want)
				}
			}
		}
	}
	check("postcode-sectors.csv", "sector", "verdict")
	check("postcode-split-units.csv", "postcode", "area")
}

// TestPlacesAgreeWithTheFacts wants every name either in its own borough or asked.
func TestPlacesAgreeWithTheFacts(t *testing.T) {
	r := shipped(t)
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "places.csv"))
	if os.IsNotExist(err) {
		t.Skip("the facts are not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, row := range rows[1:] {
		for _, text := range []string{row[0], "my nan is in " + row[0] + " and her carer is cruel"} {
			switch got := r.Read(text).Area; {
			case got == row[1]:
			case got == "":
				if row[1] != "ambiguous" {
					asked++
				}
			default:
				t.Errorf("%q: %q, want %q or ask", text, got, row[1])
			}
		}
	}
	if asked > 70 {
		t.Errorf("%d names are asked that could be known", asked)
	}
	t.Log("asked though known:", asked)
}
