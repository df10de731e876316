package understand

import "testing"

// TestInPassing has places where somebody else is, or where nobody may be any more, beside
// like ones that do say where.
func TestInPassing(t *testing.T) {
	checkWhere(t, []located{
		{"he was from Tipton, now he's abroad somewhere and wants to shoot himself", "", ""},
		{"went up Russells Hall last night, said I walked into a door, it was him", "", ""},
		{"she's 13 and a man of 30 from Oldbury picks her up", "", ""},
		{"a lad from Tividale hit my son, Lye", "", ""},
		{"I'm a dinner lady in Dudley, a little lad comes in on the bus from Tividale crawling with lice", "", ""},
		{"im 13 from lye and my dad hits me", "dudley", "Lye"},
		{"I'm 10 from Rugeley, a man in Dudley wants a video of me", "", ""},
		{"swim teacher in Smethwick, a lad from Perton is black and blue", "", ""},
		{"ward at City Hospital says my uncle isn't safe at home", "", ""},
		{"can Dudley still look into a child who's moved from Wordsley to Telford", "", ""},
		{"I'm a nurse at Russells Hall, patient from Great Bridge has bruises", "", ""},
		{"taxi driver in Oldbury, lady from Gornal told me her son takes her money", "", ""},
		{"teacher in Dudley. pupil from Tipton says dad is hitting her now", "", ""},
		{"saw on Stourbridge News a bloke's conning pensioners, think my nan's one", "", ""},
		{"carers from a Dudley firm leave my mom in her own mess", "", ""},
		{"the family opposite us in Friar Park have flitted, the kids were starving", "", ""},
		{"the family moved on from the field by us in Wordsley, one of the kids was covered in sores", "", ""},
		{"we moved from Oldbury to Coseley and he hits me", "dudley", "Coseley"},
		{"a dad at the Stourbridge v Halesowen match dragged a little lad by his ear", "", ""},
		{"he thinks I'm in Dudley, I'm not and he has a knife", "", ""},
		{"he's driving to Dudley with a bat, he thinks I'm there", "", ""},
		{"she's offered me her box room in Halesowen, he hits me every night", "", ""},
		{"I live in Coseley and work at a care home in Tipton, they hit the residents", "", ""},
		{"my boss in Dudley keeps asking about the bruises, it's my girlfriend", "", ""},

		{"a dad at the match v Stourbridge dragged a little lad by his ear", "", ""},
		{"daughter in law's a Walsall girl and she slaps the toddler every time", "", ""},
		{"she's from Palfrey, 14, comes to my club in Friar Park, a man of 30 pays for all", "", ""},
		{"I live Dudley but work in a nursery in Smethwick, a child there flinches when I do his coat", "", ""},
		{"I'm in Walsall but work at a Dudley home, one of ours was left till she fainted", "", ""},
		{"I live in Harborne and work for a man in Bearwood, his sister takes his money", "", ""},
		{"he says his name is Jamie Halesowen and he's got nudes of me", "", ""},
		{"he's in Bearwood for now, I'm not saying where I am, he hits me", "", ""},

		{"Bearwood is where he sleeps now, I cant say where I am", "", ""},
		{"I work in a care home in Walsall and live in Tipton, my husband hits me", "sandwell", "Tipton"},

		// Of others who are there, and the writer is the one at risk.
		{"my mum lives in Dudley and she can't help me, my husband hits me", "", ""},
		{"my sister's in Smethwick and she's sick of me, he hits me and I go back", "", ""},
		{"grew up in Quarry Bank, nan in Gornal, my bloke hits me", "", ""},
		{"my mother in law lives in Smethwick and my husband does all she says, I have no key", "", ""},
		{"he hit me and took the kids to his mum in Tipton", "", ""},
		{"he beats me, he's staying with his brother in Lye", "", ""},
		{"I'm scared of my ex in Tipton, he hit me", "", ""},
		{"my husband won't let me talk to my sister in Dudley", "", ""},
		{"I live with my mother in law in Smethwick, my husband hits me", "sandwell", "Smethwick"},
		{"they've shut me in the cellar at my nan's in Lye and my uncle hits me", "dudley", "Lye"},
		{"I'm a carer for my wife in Langley and I lost my temper with her", "sandwell", "Langley"},
		{"I'm at a friend's in Tipton, he hit me", "sandwell", "Tipton"},
		{"me and my kids live in Tipton and my husband hits us", "sandwell", "Tipton"},
		{"my husband hits me and the kids in Tipton", "sandwell", "Tipton"},
		{"he broke the law in Tipton, he hits me", "sandwell", "Tipton"},
		{"my husband makes me sleep on the floor in Tipton", "sandwell", "Tipton"},
		{"I've moved from the refuge to a flat in Dudley and he's found me", "dudley", "Dudley"},
		{"my mum thinks he hits my nan in Tipton", "sandwell", "Tipton"},
		{"cant talk, ill tell you where im at, Tipton, he's got a knife", "sandwell", "Tipton"},
		{"my name sarah tipton he hits me", "sandwell", "Tipton"},
		{"he works in Walsall and I live in Tipton, I've been patient but he hits me", "sandwell", "Tipton"},
		{"I'm in Walsall and my nan's home help hits her", "elsewhere", "Walsall"},
		{"I live with my nan in Lye and my uncle hits me", "dudley", "Lye"},
		{"I'm at my mom's in Coseley, he punched me tonight", "dudley", "Coseley"},

		// Outside.
		{"she's home alone and I'm in Birmingham, there's blood everywhere", "", ""},
		{"my mum lives in bath, im in dudley", "", ""},
		{"my mum's carer hits her, she's in Bath, I'm in Dudley", "", ""},
		{"my mum's slipped in the bath, Dudley", "dudley", "Dudley"},
	})
}
