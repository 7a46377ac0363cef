package main

import (
	"context"
	"errors"
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
	file := fs.String("f", "", "connection `file`, written by Jupyter (default: a new one in Jupyter's runtime folder)")
	limits := limitFlags(fs)
	historyFile := historyFlag(fs)
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	signals := listenToSignals()
	info := newConnection()
	if *file != "" {
		var err error
		if info, err = connection.Read(*file); err != nil {
			return failed(stderr, err)
		}
	}
	log := newLog(stderr)
	srv, err := server.Listen(info, server.Config{Log: log, Sockets: limits.sockets()})
	if err != nil {
		return failed(stderr, err)
	}
	defer srv.Close()
	asked := info.Registration != connection.Registration{}
	if *file == "" || asked {
		path, err := announce(srv.Info(), stderr)
		if err != nil {
			return failed(stderr, err)
		}
		defer os.Remove(path)
	}
	history, closeHistory := openHistory(*historyFile, log)
	defer closeHistory()
	// jupyter_server names the session of each notebook and console so.
	k := newKernel(srv, history, os.Getenv("JPY_SESSION_NAME") != "")
	defer k.Close()

	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	if asked {
		registering, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
		err := srv.Register(registering, info.Registration)
		stop()
		if err != nil {
			return failed(stderr, err)
		}
	}
	go func() { // ends with ctx
		select {
		case <-server.WatchParent(ctx):
			cancel(errParentGone)
		case <-ctx.Done():
		}
	}()
	if err := serve(ctx, srv, k, signals); err != nil {
		return failed(stderr, err)
	}
	return exitOK
}

// newLog is the log of a kernel.
func newLog(stderr io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(stderr, nil)) }

// newKernel makes the kernel of a server. paced is for one whose clients are
// behind jupyter_server.
func newKernel(srv *server.Server, history kernel.History, paced bool) *kernel.Kernel {
	options := srv.KernelOptions()
	options.History, options.Paced = history, paced
	return kernel.New(interp.New(interp.Options{Version: version}), srv, options)
}

// listenToSignals begins to collect the signals that serve obeys.
func listenToSignals() <-chan os.Signal {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	return signals
}

// serve passes requests and signals to the kernel until it shall end.
func serve(ctx context.Context, srv *server.Server, k *kernel.Kernel, signals <-chan os.Signal) error {
	go func() { // ends with the process
		for s := range signals {
			if s == os.Interrupt {
				k.Interrupt()
			} else {
				k.Stop()
			}
		}
	}()
	return srv.Serve(ctx, k)
}
