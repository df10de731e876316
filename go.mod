module signpost

go 1.26.0

require golang.org/x/text v0.44.0

require (
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect

)
