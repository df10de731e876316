package config

import "testing"

func TestFromEnvironment(t *testing.T) {
	environment := map[string]string{"FLOWS_DIR": "my/flows", "CONFIG_DIR": "my/config", "HOME": "elsewhere"}
	got := FromEnvironment(func(key string) string { return environment[key] })
	if want := (Settings{FlowsDir: "my/flows", ConfigDir: "my/config"}); got != want {
		t.Errorf("settings are %+v, want %+v", got, want)
	}
	if got := FromEnvironment(func(string) string { return "" }); got != (Settings{}) {
		t.Errorf("of nothing the settings are %+v, want none", got)
	}
}
