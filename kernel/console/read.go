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
	for {
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
			e.resume()
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

// answer has the person answer a question of the running cell, and the question
// that takes its place if it is withdrawn. It reports if Ctrl-C was the answer.
func (s *session) answer(ctx context.Context, question *protocol.Message, done <-chan struct{}) (interrupted bool, err error) {
	for question != nil {
		var q protocol.InputRequest
		if err := json.Unmarshal(question.Content, &q); err != nil {
			return false, err
		}
		var text string
		var end ending
		var other *protocol.Message
		if text, end, other, err = s.ask(ctx, q, done); err != nil {
			return false, err
		}
		switch end {
		case dropped:
			return true, nil
		case left:
			err = s.reply(question, endOfFile)
		case accepted:
			err = s.reply(question, text)
		}
		if err != nil {
			return false, err
		}
		question = other
	}
	return false, nil
}

// ask reads the answer to a question. The end of ctx or of the cell withdraws it,
// and so does another question, which it gives then.
func (s *session) ask(ctx context.Context, q protocol.InputRequest, done <-chan struct{}) (string, ending, *protocol.Message, error) {
	s.out.hold()
	above, last := s.split(q.Prompt)
	fmt.Fprint(s.options.Out, above)
	e := &editor{
		first: last, question: true, hidden: q.Password, language: s.editor.language, recall: newRecall(nil),
		width: s.editor.width, height: s.editor.height, early: s.editor.early, plain: s.editor.plain,
	}
	asking, withdraw := context.WithCancel(ctx)
	finished, others := make(chan struct{}), make(chan *protocol.Message, 1)
	go func() { // ends with the read below
		defer close(others)
		select {
		case <-done:
		case other := <-s.out.questions:
			others <- other
		case <-finished:
		}
		withdraw()
	}()
	end, err := e.read(asking, s.options, "")
	close(finished)
	s.editor.early = e.early
	s.out.release(above + e.printed() + "\n")
	return e.String(), end, <-others, err
}

// reply passes the answer to a question on.
func (s *session) reply(question *protocol.Message, answer string) error {
	m, err := s.messages.New(protocol.MsgInputReply, question, protocol.InputReply{Value: answer})
	if err != nil {
		return err
	}
	s.kernel.Handle(&kernel.Request{Channel: protocol.Stdin, Msg: m})
	return nil
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
