package config

// Settings are what the environment says. Flags of a command go before them. The
// zero value serves the files inside the program.
type Settings struct {
	FlowsDir  string // FLOWS_DIR: a folder to read instead of the shipped flows/
	ConfigDir string // CONFIG_DIR: a folder to read instead of the shipped config/
}

// FromEnvironment reads the settings with a function such as os.Getenv.
func FromEnvironment(getenv func(string) string) Settings {
	return Settings{
		FlowsDir:  getenv("FLOWS_DIR"),
		ConfigDir: getenv("CONFIG_DIR"),
	}
}
