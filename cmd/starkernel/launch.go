package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"starkernel/kernel"
	"starkernel/kernel/launch"
	"starkernel/kernel/server"
	"starkernel/protocol/connection"
	"starkernel/protocol/curve"
)

// launchPorts is how many ports a launched kernel needs: its five channels and
// the communication port.
const launchPorts = 6

// launchFlags are the flags of Enterprise Gateway's launchers. What is not given
// comes from the variables that its launchers for containers set.
type launchFlags struct {
	kernelID, address, key, ports string
	ip                            string
	sparkMode, encryption         string
	ignored                       string
}

func (f *launchFlags) define(fs *flag.FlagSet) {
	for _, prefix := range []string{"", "RemoteProcessProxy."} {
		define := func(value *string, name, usage string) {
			if prefix != "" {
				usage = "the same as -" + name
			}
			fs.StringVar(value, prefix+name, "", usage)
		}
		define(&f.kernelID, "kernel-id", "`id` that the gateway gave the kernel (default: $KERNEL_ID)")
		define(&f.address, "response-address", "`host:port` where the gateway waits for the kernel's ports (default: $RESPONSE_ADDRESS)")
		define(&f.key, "public-key", "the gateway's RSA `key` (default: $PUBLIC_KEY)")
		define(&f.ports, "port-range", "`low..high`, the ports that the kernel may use; 0..0 for any (default: $PORT_RANGE)")
		define(&f.sparkMode, "spark-context-initialization-mode", "ignored: there is no Spark in Starlark")
		define(&f.ignored, "cluster-type", "ignored")
	}
	fs.StringVar(&f.encryption, "transport-encryption", "", "`policy` for encryption: auto and required encrypt the channels, disabled does not (default: $TRANSPORT_ENCRYPTION)")
	fs.StringVar(&f.ignored, "kernel-class-name", "", "ignored")
	fs.StringVar(&f.ip, "ip", "0.0.0.0", "`address` to listen on")
}

// read gives what the flags say, and the variables where they say nothing.
func (f *launchFlags) read() (launch.Gateway, connection.PortRange, error) {
	g := launch.Gateway{
		KernelID: cmp.Or(f.kernelID, os.Getenv("KERNEL_ID")),
		Address:  cmp.Or(f.address, os.Getenv("RESPONSE_ADDRESS"), os.Getenv("EG_RESPONSE_ADDRESS")),
	}
	if text := cmp.Or(f.key, os.Getenv("PUBLIC_KEY"), os.Getenv("EG_PUBLIC_KEY")); text != "" {
		var err error
		if g.Key, err = launch.ParseKey(text); err != nil {
			return g, connection.PortRange{}, err
		}
	}
	ports, err := connection.ParsePortRange(cmp.Or(f.ports, os.Getenv("PORT_RANGE"), os.Getenv("EG_PORT_RANGE")))
	if err != nil {
		return g, ports, err
	}
	if n := ports.High - ports.Low + 1; ports.High != 0 && n < launchPorts {
		return g, ports, fmt.Errorf("port range %d..%d: a kernel needs %d ports", ports.Low, ports.High, launchPorts)
	}
	return g, ports, g.Check()
}

// connection chooses what is not said about the connection.
func (f *launchFlags) connection() (connection.Info, error) {
	info := newConnection()
	info.IP = f.ip
	switch policy := cmp.Or(f.encryption, os.Getenv("TRANSPORT_ENCRYPTION")); policy {
	case "auto", "required":
		info.CurvePublicKey, info.CurveSecretKey = curve.NewKeyPair().Z85()
	case "", "disabled", "{transport_encryption}": // the last from servers that do not know it
	default:
		return info, fmt.Errorf("transport encryption %q: want auto, required or disabled", policy)
	}
	return info, nil
}

// launchKernel serves a gateway on another machine: it chooses ports, tells the
// gateway, and obeys it until it shall end. The process that started it is not
// watched, since remote shells and containers start it and leave.
func launchKernel(args []string, stdout, stderr io.Writer) int {
	fs := flags("launch", "", stderr)
	var f launchFlags
	f.define(fs)
	limits := limitFlags(fs)
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	info, err := f.connection()
	if err != nil {
		return badLaunch(stderr, err)
	}
	gateway, ports, err := f.read()
	if err != nil {
		return badLaunch(stderr, err)
	}
	log := newLog(stderr)
	if f.sparkMode != "" && f.sparkMode != "none" {
		log.Warn("there is no Spark in Starlark", "ignored", "--spark-context-initialization-mode "+f.sparkMode)
	}
	signals := listenToSignals()
	srv, err := server.Listen(info, server.Config{Log: log, Ports: ports, Sockets: limits.sockets()})
	if err != nil {
		return failed(stderr, err)
	}
	defer srv.Close()
	// A gateway is a jupyter_server. One account often runs the kernels of many
	// people, who must not see each other's history.
	k := newKernel(srv, kernel.NewMemoryHistory(), true)
	defer k.Close()
	listener, err := launch.Listen(f.ip, ports, k, log)
	if err != nil {
		return failed(stderr, err)
	}
	defer listener.Close()

	ctx := context.Background()
	gateway.Log = log
	reporting, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	err = gateway.Report(reporting, srv.Info(), listener.Port())
	stop()
	if err != nil {
		return failed(stderr, err)
	}
	log.Info("the gateway knows the kernel", "kernel", gateway.KernelID, "communication port", listener.Port())
	if err := serve(ctx, srv, k, signals); err != nil {
		return failed(stderr, err)
	}
	return exitOK
}

func badLaunch(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "starkernel launch: %v\n", err)
	return exitUsage
}
