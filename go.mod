module signpost

go 1.26

require (
	github.com/go-telegram/bot v1.19.0
	go.yaml.in/yaml/v3 v3.0.6
)
