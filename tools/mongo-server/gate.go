package main

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

const (
	headerLength     = 16
	maxMessageLength = 48_000_000
	opMsg            = 2013
	// Flags of OP_MSG: no reply will come; the server may send several replies to one request.
	moreToCome     = uint32(1) << 1
	exhaustAllowed = uint32(1) << 16
	answerTimeout  = 60 * time.Second
)

// gate passes one request at a time, over all connections, and holds the next one back until it was answered. FerretDB
// 1.24 is not atomic per document by itself: several of the updates that race for one document may win.
type gate struct {
	dial func() (net.Conn, error)
	turn sync.Mutex
}

func (g *gate) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go g.relay(client)
	}
}

// relay serves one client until it or the server goes away. The turn is held only while the server works: a client that
// is slow to send or to read holds nobody up.
func (g *gate) relay(client net.Conn) {
	defer client.Close()
	server, err := g.dial()
	if err != nil {
		return
	}
	defer server.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		answer, err := g.ask(server, request)
		if err != nil {
			return
		}
		if answer == nil {
			continue
		}
		if _, err = client.Write(answer); err != nil {
			return
		}
	}
}

// ask returns nil where the request wants no answer.
func (g *gate) ask(server net.Conn, request []byte) ([]byte, error) {
	wantsAnswer := true
	if flags, ok := flagsOf(request); ok {
		wantsAnswer = flags&moreToCome == 0
		// Exactly one answer to each request: without one nobody would know when the server is done, and a stream of them
		// would keep the turn for ever.
		binary.LittleEndian.PutUint32(request[headerLength:], flags&^(moreToCome|exhaustAllowed))
	}
	g.turn.Lock()
	defer g.turn.Unlock()
	// A command that is never answered costs its own client the connection, and the others a wait.
	if err := server.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return nil, err
	}
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	answer, err := readMessage(server)
	if err != nil || !wantsAnswer {
		return nil, err
	}
	return answer, nil
}

func flagsOf(message []byte) (uint32, bool) {
	if binary.LittleEndian.Uint32(message[12:]) != opMsg || len(message) < headerLength+4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(message[headerLength:]), true
}

func readMessage(from io.Reader) ([]byte, error) {
	var header [headerLength]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return nil, err
	}
	length := int(binary.LittleEndian.Uint32(header[:]))
	if length < headerLength || length > maxMessageLength {
		return nil, errors.New("a message has an impossible length")
	}
	message := make([]byte, length)
	copy(message, header[:])
	_, err := io.ReadFull(from, message[headerLength:])
	return message, err
}
