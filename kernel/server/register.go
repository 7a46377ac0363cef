package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"starkernel/protocol"
	"starkernel/protocol/connection"
	"starkernel/protocol/zmtp"
)

// registerTimeout is how long the acknowledgement of a registration may take. It
// is the kernel's choice (JEP 66).
const registerTimeout = 10 * time.Second

// registration is the content of the message by which a kernel tells its ports.
// They are texts there.
type registration struct {
	KernelID    string `json:"kernel_id"`
	ControlPort string `json:"control_port"`
	ShellPort   string `json:"shell_port"`
	StdinPort   string `json:"stdin_port"`
	IOPubPort   string `json:"iopub_port"`
	HBPort      string `json:"hb_port"`
}

// Register tells the ports to the one who asked for it with a registration file
// (jupyter_client, "Kernel startup handshake"), and waits until they are
// acknowledged. The kernel shall end if they are not.
func (s *Server) Register(ctx context.Context, to connection.Registration) error {
	ctx, cancel := context.WithTimeout(ctx, registerTimeout)
	defer cancel()
	if err := s.register(ctx, to); err != nil {
		return fmt.Errorf("registration at %s: %w", to.Address(), err)
	}
	return nil
}

func (s *Server) register(ctx context.Context, to connection.Registration) error {
	content, err := protocol.Marshal(registration{
		KernelID:    to.KernelID,
		ControlPort: strconv.Itoa(s.info.ControlPort),
		ShellPort:   strconv.Itoa(s.info.ShellPort),
		StdinPort:   strconv.Itoa(s.info.StdinPort),
		IOPubPort:   strconv.Itoa(s.info.IOPubPort),
		HBPort:      strconv.Itoa(s.info.HBPort),
	})
	if err != nil {
		return err
	}
	socket, err := zmtp.DialDealer(connection.TCP, to.Address(), "", zmtp.Config{Handshake: registerTimeout})
	if err != nil {
		return err
	}
	defer socket.Close()
	if err := socket.Send(s.codec.EncodeRegistration(content)); err != nil {
		return err
	}
	answer, err := socket.Recv(ctx)
	if err != nil {
		return fmt.Errorf("no acknowledgement: %w", err)
	}
	acknowledgement, err := s.codec.DecodeRegistration(answer)
	if err != nil {
		return fmt.Errorf("acknowledgement: %w", err)
	}
	// Its form is not specified, but who sends our own message back has not
	// shown to have the key.
	if bytes.Equal(acknowledgement, content) {
		return errors.New("acknowledgement: our own message came back")
	}
	return nil
}
