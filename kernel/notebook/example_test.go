package notebook_test

import (
	"encoding/json"
	"fmt"

	"starkernel/kernel/notebook"
	"starkernel/protocol"
)

// A program becomes a notebook; a message of a kernel becomes an output of its
// cell.
func Example() {
	nb := notebook.FromProgram("# %% [markdown]\n# # Sums\n# %%\nprint(1 + 1)\n")
	outputs := notebook.NewOutputs()
	for _, cell := range nb.Cells {
		if cell.Type() != notebook.Code {
			continue
		}
		outputs.Begin(cell)
		for _, m := range []*protocol.Message{
			{Header: protocol.Header{MsgType: protocol.MsgStream}, Content: json.RawMessage(`{"name": "stdout", "text": "2\n"}`)},
			{Header: protocol.Header{MsgType: protocol.MsgStatus}, Content: json.RawMessage(`{"execution_state": "idle"}`)},
		} {
			if err := outputs.Add(m); err != nil {
				fmt.Println(err)
			}
		}
		fmt.Printf("%s: %q\n", cell.Source(), cell.Outputs()[0]["text"])
	}
	// Output: print(1 + 1): "2\n"
}

func ExampleParse() {
	_, err := notebook.Parse([]byte("{\n \"nbformat\": 4,\n \"cells\": [}\n"))
	fmt.Println(err)
	// Output: line 3, column 12: got '}', want a JSON value
}
