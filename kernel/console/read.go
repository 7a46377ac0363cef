package console

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"starkernel/kernel"
	"starkernel/protocol"
)

// clearScreen takes everything off the terminal.
const clearScreen = "\x1b[H\x1b[2J"

// read lets the person edit a text that begins as given, and leaves it on the
// terminal. When ctx ends, the text is withdrawn.
func (e *editor) read(ctx context.Context, o Options, text string) (ending, error) {
	if e.begin(text); e.plain != nil {
		e.end = editing
		return e.plain.read(ctx, o, e), nil
	}
	for ; ; e.end = editing {
		if e.end == editing {
			p := tea.NewProgram(e, tea.WithInput(o.In), tea.WithOutput(quiet{o.Out}), tea.WithoutSignalHandler())
			stop := context.AfterFunc(ctx, func() { p.Send(withdrawnMsg{}) })
			_, err := p.Run()
			stop()
			if err != nil {
				return dropped, err
			}
		}
		switch e.end {
		case cleared:
			fmt.Fprint(o.Out, clearScreen)
			continue
		case dropped:
			fmt.Fprintln(o.Out, e.printed()+"^C")
		default:
			fmt.Fprintln(o.Out, e.printed())
		}
		return e.end, nil
	}
}

// quiet is a terminal to which bubbletea's questions about its abilities are not
// passed on. They come with each text, and the answer to one that is soon ended
// would appear in the output of the cell, or in the shell.
type quiet struct{ *os.File }

var questions = strings.NewReplacer(
	ansi.RequestKittyKeyboard, "", ansi.RequestModeSynchronizedOutput, "", ansi.RequestModeUnicodeCore, "")

// Write implements io.Writer. What bubbletea writes at once has whole sequences.
func (q quiet) Write(p []byte) (int, error) {
	if _, err := questions.WriteString(q.File, string(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// endOfFile is the answer that stands for Ctrl-D.
const endOfFile = "\x04"

// ask puts a question of the running cell to the person, and passes the answer on.
// The end of the cell, or another question, withdraws it. It reports if Ctrl-C was
// the answer.
func (s *session) ask(ctx context.Context, question *protocol.Message, done <-chan struct{}) (interrupted bool, err error) {
	var q protocol.InputRequest
	if err := json.Unmarshal(question.Content, &q); err != nil {
		return false, err
	}
	s.out.hold()
	above, last := s.split(q.Prompt)
	fmt.Fprint(s.options.Out, above)
	e := &editor{
		first: last, question: true, hidden: q.Password, language: s.editor.language, recall: newRecall(nil),
		width: s.editor.width, height: s.editor.height, early: s.editor.early, plain: s.editor.plain,
	}
	asking, withdraw := context.WithCancel(ctx)
	defer withdraw()
	finished := make(chan struct{})
	go func() { // ends with the read below
		select {
		case <-done:
			withdraw()
		case other := <-s.out.questions:
			s.out.questions <- other
			withdraw()
		case <-finished:
		}
	}()
	end, err := e.read(asking, s.options, "")
	close(finished)
	s.editor.early = e.early
	s.out.release(above + e.printed() + "\n")
	if err != nil {
		return false, err
	}
	answer := e.String()
	switch end {
	case dropped:
		return true, nil
	case withdrawn:
		return false, nil
	case left:
		answer = endOfFile
	}
	reply, err := s.messages.New(protocol.MsgInputReply, question, protocol.InputReply{Value: answer})
	if err != nil {
		return false, err
	}
	s.kernel.Handle(&kernel.Request{Channel: protocol.Stdin, Msg: reply})
	return false, nil
}

// split divides the prompt of a question into what is printed above and what stands
// before the answer: the last line, if there is room for an answer beside it.
func (s *session) split(prompt string) (above, last string) {
	at := strings.LastIndex(prompt, "\n") + 1
	above, last = prompt[:at], prompt[at:]
	if width, _ := Size(s.options.Out); ansi.StringWidthWc(last) >= width {
		return prompt + "\n", ""
	}
	return above, last
}
