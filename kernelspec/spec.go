package kernelspec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Spec is the content of a kernel.json (jupyter_client, "Kernel specs").
type Spec struct {
	// Argv starts the kernel. Jupyter replaces {connection_file} and
	// {resource_dir} in it.
	Argv        []string `json:"argv"`
	DisplayName string   `json:"display_name"`
	Language    string   `json:"language"`
	// InterruptMode is "message" or "signal"; "" means "signal".
	InterruptMode string `json:"interrupt_mode,omitempty"`
	// ProtocolVersion is the version of the messaging protocol.
	ProtocolVersion string `json:"kernel_protocol_version,omitempty"`
	// Metadata declares features to front ends, such as "debugger".
	Metadata map[string]any `json:"metadata"`
	// Env is added to the kernel's environment. Jupyter expands ${NAME} in it.
	Env map[string]string `json:"env"`
}

const (
	language        = "starlark"
	protocolVersion = "5.5"
	specFile        = "kernel.json"
)

// newSpec makes the Spec of this kernel. The executable is an absolute path;
// args follow the kernel's own arguments.
func newSpec(executable, displayName string, args []string, env map[string]string) Spec {
	argv := []string{executable, "kernel", "-f", "{connection_file}"}
	if env == nil {
		env = map[string]string{}
	}
	return Spec{
		Argv:            append(argv, args...),
		DisplayName:     displayName,
		Language:        language,
		InterruptMode:   "message",
		ProtocolVersion: protocolVersion,
		Metadata:        map[string]any{"supported_encryption": []string{"curve"}},
		Env:             env,
	}
}

// encode gives the text of a kernel.json, with paths as a person writes them:
// no \u003c for <, no escapes for other scripts.
func (s Spec) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// readSpec reads the kernel.json of a kernelspec folder. It accepts fields that
// Spec does not have.
func readSpec(dir string) (Spec, error) {
	var s Spec
	path := filepath.Join(dir, specFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return Spec{}, fmt.Errorf("%s is not a kernelspec: %v", path, err)
	}
	return s, nil
}
