// Renders a Helm chart as "helm template RELEASE CHART -f VALUES" does, for machines without Helm: with the same template engine and the same
// functions (Go's text/template, Sprig, sigs.k8s.io/yaml), which Debian has.
//
//	chart RELEASE NAMESPACE CHART [-f VALUES | --set-file NAME=FILE]…
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type files string

// Get is .Files.Get: a file of the chart, empty where there is none.
func (folder files) Get(name string) string {
	content, _ := os.ReadFile(filepath.Join(string(folder), name))
	return string(content)
}

func main() {
	release, namespace, chart := os.Args[1], os.Args[2], os.Args[3]
	values := read(filepath.Join(chart, "values.yaml"))
	for i := 4; i+1 < len(os.Args); i += 2 {
		if os.Args[i] == "-f" {
			merge(values, read(os.Args[i+1]))
			continue
		}
		name, path, _ := strings.Cut(os.Args[i+1], "=")
		content, err := os.ReadFile(path)
		check(err)
		values[name] = string(content)
	}
	about := read(filepath.Join(chart, "Chart.yaml"))
	scope := map[string]any{
		"Values":  values,
		"Release": map[string]any{"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true},
		"Chart":   map[string]any{"Name": about["name"], "Version": about["version"], "AppVersion": about["appVersion"]},
		"Files":   files(chart),
	}
	all := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	functions["include"] = func(name string, data any) (string, error) {
		var text bytes.Buffer
		err := all.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	functions["toYaml"] = func(value any) string {
		text, err := yaml.Marshal(value)
		check(err)
		return strings.TrimSuffix(string(text), "\n")
	}
	functions["toJson"] = func(value any) string {
		text, err := json.Marshal(value)
		check(err)
		return string(text)
	}
	// As Helm's: a text that is no object of JSON becomes one with the member Error.
	functions["fromJson"] = func(text string) map[string]any {
		value := map[string]any{}
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
	all.Funcs(functions)
	names, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	check(err)
	sort.Strings(names)
	for _, name := range names {
		content, err := os.ReadFile(name)
		check(err)
		template.Must(all.New(filepath.Base(name)).Parse(string(content)))
	}
	for _, name := range names {
		if strings.HasPrefix(filepath.Base(name), "_") || filepath.Base(name) == "NOTES.txt" {
			continue
		}
		var text bytes.Buffer
		check(all.ExecuteTemplate(&text, filepath.Base(name), scope))
		// Helm prints <no value> as nothing.
		for _, document := range strings.Split("\n"+strings.ReplaceAll(text.String(), "<no value>", ""), "\n---\n") {
			if trimmed := strings.TrimSpace(document); trimmed != "" {
				fmt.Printf("---\n# Source: %s/templates/%s\n%s\n", about["name"], filepath.Base(name), trimmed)
			}
		}
	}
}

func read(path string) map[string]any {
	content, err := os.ReadFile(path)
	check(err)
	values := map[string]any{}
	check(yaml.Unmarshal(content, &values))
	return values
}

// What is set over the chart's values: maps are merged, null removes.
func merge(into, from map[string]any) {
	for name, value := range from {
		under, isMap := value.(map[string]any)
		over, wasMap := into[name].(map[string]any)
		switch {
		case isMap && wasMap:
			merge(over, under)
		case value == nil:
			delete(into, name)
		default:
			into[name] = value
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
