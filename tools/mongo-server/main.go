// Command mongo-server speaks MongoDB's wire protocol on a loopback port, for tests: FerretDB on SQLite, behind a gate
// that passes one command at a time.
//
// It prints one line, {"url": "mongodb://127.0.0.1:PORT/"}, when it serves, and ends on SIGTERM, SIGINT, or when its
// standard input closes, so that it never outlives whoever started it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	port := flag.Int("port", 0, "TCP `port` on 127.0.0.1; a free one where 0")
	data := flag.String("data", "", "`folder` that holds the databases")
	flag.Parse()
	if err := run(*port, *data); err != nil {
		fmt.Fprintln(os.Stderr, "mongo-server:", err)
		os.Exit(1)
	}
}

func run(port int, data string) error {
	if data == "" {
		return fmt.Errorf("-data is missing")
	}
	folder, err := filepath.Abs(data)
	if err != nil {
		return err
	}
	if err = os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	// A path of a socket may have some hundred bytes, which a data folder can exceed.
	scratch, err := os.MkdirTemp("", "mongo-server-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	socket := filepath.Join(scratch, "s")

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()

	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/",
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()

	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	gate := &gate{dial: func() (net.Conn, error) { return net.Dial("unix", socket) }}
	go gate.serve(listener)

	url := fmt.Sprintf("mongodb://%s/", listener.Addr())
	if err = json.NewEncoder(os.Stdout).Encode(map[string]string{"url": url}); err != nil {
		return err
	}
	<-ctx.Done()
	_ = listener.Close()
	return <-ended
}
