{{- define "iris.name" -}}
{{- if contains "iris" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-iris" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "iris.selector" -}}
app.kubernetes.io/name: iris
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "iris.labels" -}}
{{ include "iris.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "iris.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "iris.name" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "iris.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}{{ end }}
{{- end }}

{{- /* proxy.json: the file as it is, or the values written as one. */}}
{{- define "iris.config" -}}
{{- if .Values.configFile }}{{ .Values.configFile }}{{ else }}{{ toPrettyJson .Values.config }}{{ end }}
{{- end }}

{{- /* Images of proxy.json, as JSON. A file with comments is not read here: then it is empty, and what follows from it has its defaults. */}}
{{- define "iris.images" -}}
{{- if .Values.configFile }}{{ toJson (get (fromJson .Values.configFile) "Images" | default dict) }}{{ else }}{{ toJson (.Values.config.Images | default dict) }}{{ end }}
{{- end }}

{{- /* hh:mm:ss in seconds. */}}
{{- define "iris.seconds" -}}
{{- if not (regexMatch "^[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?$" (toString .)) }}{{ fail (printf "Images.Drain: write %v as \"hh:mm:ss\", in quotes" .) }}{{ end }}
{{- $parts := splitList ":" . }}
{{- addf (mulf (float64 (index $parts 0)) 3600) (mulf (float64 (index $parts 1)) 60) (float64 (index $parts 2)) | ceil | int }}
{{- end }}

{{- /* Images.Drain, its defaults and five seconds. */}}
{{- define "iris.grace" -}}
{{- $drain := get (fromJson (include "iris.images" .)) "Drain" | default dict }}
{{- $delay := include "iris.seconds" (get $drain "Delay" | default "00:00:05") }}
{{- $timeout := include "iris.seconds" (get $drain "Timeout" | default "00:00:30") }}
{{- add (int $delay) (int $timeout) 5 }}
{{- end }}

{{- /* MiB: half more than 55, 0.2 for each call, and Images.Limits.BodyBytes; in steps of 32. */}}
{{- define "iris.memory" -}}
{{- $limits := get (fromJson (include "iris.images" .)) "Limits" | default dict }}
{{- $bodies := divf (float64 (get $limits "BodyBytes" | default 268435456)) 1048576 }}
{{- mulf (ceil (divf (mulf (addf 55 (mulf 0.2 (float64 .Values.calls)) $bodies) 1.5) 32)) 32 | int }}
{{- end }}

{{- /* MiB: Images.Limits.SpoolBytes and a quarter. */}}
{{- define "iris.spool" -}}
{{- $limits := get (fromJson (include "iris.images" .)) "Limits" | default dict }}
{{- mulf (divf (float64 (get $limits "SpoolBytes" | default 8589934592)) 1048576) 1.25 | ceil | int }}
{{- end }}

{{- define "iris.metricsPort" -}}
{{- $endpoints := get (fromJson (include "iris.images" .)) "Endpoints" | default dict }}
{{- get $endpoints "MetricsPort" | default 8080 | int }}
{{- end }}
