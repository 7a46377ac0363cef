package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"starkernel/kernel"
	"starkernel/kernel/interp"
	"starkernel/kernel/server"
	"starkernel/protocol/connection"
)

// errParentGone ends the kernel when the process that started it has died.
var errParentGone = errors.New("the process that started the kernel is gone")

// runKernel serves the channels of a connection file until it is told to shut
// down.
func runKernel(args []string, stdout, stderr io.Writer) int {
	fs := flags("kernel", "", stderr)
	file := fs.String("f", "", "connection `file`, written by Jupyter")
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	if *file == "" {
		fmt.Fprintln(stderr, "starkernel kernel: -f CONNECTION_FILE is missing; Jupyter gives it when it starts the kernel")
		return exitUsage
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	info, err := connection.Read(*file)
	if err != nil {
		return failed(stderr, err)
	}
	srv, err := server.Listen(info, server.Config{Log: slog.New(slog.NewTextHandler(stderr, nil))})
	if err != nil {
		return failed(stderr, err)
	}
	defer srv.Close()
	k := kernel.New(interp.New(interp.Options{Version: version}), srv, srv.KernelOptions())
	defer k.Close()

	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	go func() { // ends with the process
		for s := range signals {
			if s == os.Interrupt {
				k.Interrupt()
			} else {
				k.Stop()
			}
		}
	}()
	go func() { // ends with ctx
		select {
		case <-server.WatchParent(ctx):
			cancel(errParentGone)
		case <-ctx.Done():
		}
	}()
	if err := srv.Serve(ctx, k); err != nil {
		return failed(stderr, err)
	}
	return exitOK
}
