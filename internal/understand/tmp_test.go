package understand
import ("testing";"fmt";"os";"bufio")
func TestTmp(t *testing.T){
 r:=shipped(t)
 f,_:=os.Open("/tmp/u/dbg.txt"); sc:=bufio.NewScanner(f)
 for sc.Scan(){ s:=sc.Text(); p:=fold(s); m:=r.placesIn(p); a:=newAccount(r.lexicon,r.lexicon.words(p,m))
  fmt.Println("\n##",s); for _,c:=range a.clauses{ for i:=c.start;i<c.end;i++{fmt.Print(a.tokens[i].word," ")}; fmt.Print("| ")}
  fmt.Println(); for _,h:=range a.hits{ fmt.Print(signNames[h.sign],"["); for i:=h.start;i<h.end;i++{fmt.Print(a.tokens[i].word," ")}; fmt.Print("] ")}
  fmt.Println(); for _,p:=range a.people{fmt.Print(p.word,":",p.role," age",p.age,"; ")}
  a.judge(); fmt.Println("\nvict",a.victims,"abus",a.abusers); fmt.Printf("%+v\n",r.Read(s))
 }
}
