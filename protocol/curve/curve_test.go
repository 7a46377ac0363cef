package curve

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/nacl/box"
)

// The pairs for tests in libzmq's zmq_curve(7).
const (
	publicText = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
	secretText = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
	publicHex  = "54fcba24e93249969316fb617c872bb0c1d1ff14800427c594cbfacf1bc2d652"
	secretHex  = "8e0bdd697628b91d8f245587ee95c5b04d48963f79259877b49cd9063aead3b7"
)

func TestKeysAreThoseOfLibzmq(t *testing.T) {
	pair, err := ParseKeyPair(publicText, secretText)
	if err != nil || hex.EncodeToString(pair.Public[:]) != publicHex || hex.EncodeToString(pair.Secret[:]) != secretHex {
		t.Errorf("got %x, %x, %v", pair.Public, pair.Secret, err)
	}
	if public, secret := pair.Z85(); public != publicText || secret != secretText {
		t.Errorf("back: %s, %s", public, secret)
	}
}

func TestNewKeyPairsSurviveZ85(t *testing.T) {
	for range 20 {
		pair := NewKeyPair()
		if back, err := ParseKeyPair(pair.Z85()); err != nil || back != pair {
			t.Fatalf("%v: got %v, %v", pair, back, err)
		}
	}
}

func TestParseKeyPairSaysWhatIsWrong(t *testing.T) {
	other, _ := NewKeyPair().Z85()
	for _, c := range []struct{ public, secret, want string }{
		{"", secretText, "public key: 0 characters, want 40 of Z85"},
		{publicText, secretText[:39], "secret key: 39 characters, want 40"},
		{publicText + "0", secretText, "public key: 41 characters"},
		{publicText, " " + secretText[1:], "secret key: character 1 is not one of Z85"},
		{publicText[:39] + "é"[:1], secretText, "public key: character 40 is not"},
		{"#####" + publicText[5:], secretText, "public key: characters 1 to 5 are too large"},
		{other, secretText, "does not belong to the secret key"},
		{secretText, publicText, "does not belong to the secret key"},
	} {
		_, err := ParseKeyPair(c.public, c.secret)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), secretText[:10]) {
			t.Errorf("the secret is in %q", err)
		}
	}
}

func TestSecretKeysAreNotPrinted(t *testing.T) {
	pair, _ := ParseKeyPair(publicText, secretText)
	session := &Session{key: pair.Secret}
	client, server := &Client{keys: pair, shared: &pair.Secret}, &Server{keys: pair, shared: &pair.Secret}
	secrets := []string{secretText, secretHex, strings.ToUpper(secretHex), string(pair.Secret[:]), "142 11 221", "0x8e", "107, 11"}
	for name, v := range map[string]any{
		"secret": pair.Secret, "pointer to it": &pair.Secret, "pair": pair, "pointer to the pair": &pair,
		"pair in a struct": struct{ Keys KeyPair }{pair}, "session": session, "*session": *session,
		"client": client, "*client": *client, "server": server, "*server": *server,
	} {
		var texts []string
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%o", "%b", "%c", "%U", "%t"} {
			texts = append(texts, fmt.Sprintf(format, v))
		}
		encoded, _ := json.Marshal(v)
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", v)
		for _, text := range append(texts, string(encoded), log.String()) {
			for _, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("%s: %s", name, text)
				}
			}
		}
	}
	if got, want := fmt.Sprint(pair), "curve.KeyPair("+publicText+", secret key, not shown)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// handshake is one handshake, with a chance to change each command.
type handshake struct {
	server *Server
	client *Client
	change func(command string, body []byte) []byte
}

func newHandshake() *handshake {
	keys := NewKeyPair()
	return &handshake{
		server: NewServer(keys),
		client: NewClient(NewKeyPair(), keys.Public),
		change: func(_ string, body []byte) []byte { return body },
	}
}

// run returns both ends' sessions, or the command that was refused.
func (h *handshake) run() (server, client *Session, refused string, err error) {
	hello, err := h.client.Hello()
	if err != nil {
		return nil, nil, "key", err
	}
	welcome, err := h.server.Welcome(h.change("HELLO", hello))
	if err != nil {
		return nil, nil, "HELLO", err
	}
	initiate, err := h.client.Initiate(h.change("WELCOME", welcome), []byte("of the client"))
	if err != nil {
		return nil, nil, "WELCOME", err
	}
	metadata, err := h.server.Initiate(h.change("INITIATE", initiate))
	if err != nil {
		return nil, nil, "INITIATE", err
	}
	if string(metadata) != "of the client" {
		return nil, nil, "INITIATE", errors.New("other metadata")
	}
	ready, server := h.server.Ready([]byte("of the server"))
	metadata, client, err = h.client.Ready(h.change("READY", ready))
	if err != nil {
		return nil, nil, "READY", err
	}
	if string(metadata) != "of the server" {
		return nil, nil, "READY", errors.New("other metadata")
	}
	return server, client, "", nil
}

func sessions(t testing.TB) (server, client *Session) {
	t.Helper()
	server, client, refused, err := newHandshake().run()
	if err != nil {
		t.Fatalf("%s: %v", refused, err)
	}
	return server, client
}

var commands = map[string]int{"HELLO": 194, "WELCOME": 160, "INITIATE": 248 + len("of the client"), "READY": 24 + len("of the server")}

// leastSizes are the sizes without metadata.
var leastSizes = map[string]int{"HELLO": 194, "WELCOME": 160, "INITIATE": 248, "READY": 24}

func TestCommandsHaveTheSizesOfTheSpecification(t *testing.T) {
	h := newHandshake()
	h.change = func(command string, body []byte) []byte {
		if len(body) != commands[command] {
			t.Errorf("%s has %d bytes, want %d", command, len(body), commands[command])
		}
		return body
	}
	if _, _, refused, err := h.run(); err != nil {
		t.Fatalf("%s: %v", refused, err)
	}
}

func TestEveryChangedByteOfTheHandshakeIsNoticed(t *testing.T) {
	for command, size := range commands {
		for i := range size {
			h := newHandshake()
			h.change = func(name string, body []byte) []byte {
				if name == command {
					body[i] ^= 0x40
				}
				return body
			}
			if _, _, refused, err := h.run(); refused != command || err == nil {
				t.Errorf("byte %d of %s: %q is refused, %v", i, command, refused, err)
			}
		}
	}
}

func TestShortAndLongCommandsAreRefused(t *testing.T) {
	for command, size := range commands {
		for n := range size + 1 {
			h := newHandshake()
			h.change = func(name string, body []byte) []byte {
				switch {
				case name != command:
					return body
				case n == size:
					return append(body, 0)
				}
				return body[:n]
			}
			_, _, refused, err := h.run()
			if refused != command || err == nil {
				t.Errorf("%d bytes of %s: %q is refused, %v", n, command, refused, err)
			}
			// What cannot be of the right form is not opened at all.
			if least := leastSizes[command]; (n < least || least == size) && !errors.Is(err, ErrMalformed) {
				t.Errorf("%d bytes of %s: %v, want %v", n, command, err, ErrMalformed)
			}
		}
	}
}

func TestHandshakeIsRefused(t *testing.T) {
	other := NewKeyPair()
	for name, c := range map[string]struct {
		spoil   func(h *handshake)
		command string
		want    error
	}{
		"another server": {func(h *handshake) { h.server.keys = other }, "HELLO", ErrKey},
		"version 0.1": {func(h *handshake) {
			h.change = func(name string, body []byte) []byte {
				if name == "HELLO" {
					body[0], body[1] = 0, 1
				}
				return body
			}
		}, "HELLO", ErrVersion},
		"HELLO of zeros that are not": {func(h *handshake) {
			h.change = func(name string, body []byte) []byte {
				if name == "HELLO" {
					return sealShort(body[:106:106], helloNonce, 1, bytes.Repeat([]byte{1}, 64), h.client.hello)
				}
				return body
			}
		}, "HELLO", ErrMalformed},
		"cookie of another connection": {func(h *handshake) {
			h.change = func(name string, body []byte) []byte {
				if name == "INITIATE" {
					return append(sealLong(nil, cookieNonce, make([]byte, 64), &Secret{}), body[cookieSize:]...)
				}
				return body
			}
		}, "INITIATE", ErrKey},
		"vouch for another server": {func(h *handshake) {
			h.change = func(name string, body []byte) []byte {
				if name == "WELCOME" {
					h.client.server = other.Public
				}
				return body
			}
		}, "INITIATE", ErrKey},
		"vouch by another client": {func(h *handshake) { h.client.keys.Public = other.Public }, "INITIATE", ErrKey},
		"number of HELLO again": {func(h *handshake) {
			h.change = func(name string, body []byte) []byte {
				if name == "INITIATE" {
					h.server.received = 2
				}
				return body
			}
		}, "INITIATE", ErrNonce},
	} {
		h := newHandshake()
		c.spoil(h)
		if _, _, refused, err := h.run(); refused != c.command || !errors.Is(err, c.want) {
			t.Errorf("%s: %q is refused, %v; want %s, %v", name, refused, err, c.command, c.want)
		}
	}
}

// Keys of low order give a shared key that does not depend on the secret: with
// one of them, a client could do without the server's public key.
func TestKeysOfLowOrderAreRefused(t *testing.T) {
	one := Key{1}
	large, _ := hex.DecodeString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
	for _, low := range []Key{{}, one, Key(large)} {
		var known Key
		box.Precompute(&known, &low, &Key{})
		hello := append(make([]byte, 2+72), low[:]...)
		hello[0] = 1
		hello = sealShort(hello, helloNonce, 1, make([]byte, 64), (*Secret)(&known))
		if _, err := NewServer(NewKeyPair()).Welcome(hello); !errors.Is(err, ErrKey) {
			t.Errorf("client %x: %v", low, err)
		}
		if _, err := NewClient(NewKeyPair(), low).Hello(); !errors.Is(err, ErrKey) {
			t.Errorf("server %x: %v", low, err)
		}
	}
}

// seal makes a MESSAGE of a session that has numbers left.
func seal(s *Session, flags byte, frame []byte) []byte {
	message, err := s.Seal(nil, flags, frame)
	if err != nil {
		panic(err)
	}
	return message
}

// openAll splits a MESSAGE as a reader of a connection does.
func openAll(s *Session, message []byte) (byte, []byte, error) {
	if len(message) < HeaderSize {
		return 0, nil, s.CheckHeader(message)
	}
	return s.Open(message[:HeaderSize], message[HeaderSize:])
}

func TestFramesArriveAsTheyWereSent(t *testing.T) {
	server, client := sessions(t)
	for _, size := range []int{0, 1, 200, 255, 256, 10_000, maxKept, 3 << 20} {
		for _, flags := range []byte{0, More, Command} {
			frame := bytes.Repeat([]byte{byte(size), 7}, size/2+1)[:size]
			for _, ends := range [][2]*Session{{server, client}, {client, server}} {
				message := seal(ends[0], flags, frame)
				if len(message) != len(frame)+Overhead {
					t.Errorf("%d bytes became %d", size, len(message))
				}
				if size > 16 && bytes.Contains(message, frame[:16]) {
					t.Errorf("%d bytes are readable", size)
				}
				gotFlags, got, err := openAll(ends[1], message)
				if err != nil || gotFlags != flags || !bytes.Equal(got, frame) {
					t.Fatalf("%d bytes: flags %d, %d bytes, %v", size, gotFlags, len(got), err)
				}
			}
		}
	}
}

func TestEveryChangedByteOfAMessageIsNoticed(t *testing.T) {
	server, client := sessions(t)
	message := seal(client, 0, []byte("hello"))
	for i := range message {
		changed := slices.Clone(message)
		changed[i] ^= 1
		if _, _, err := openAll(server, changed); err == nil {
			t.Errorf("byte %d", i)
		}
		if _, _, err := openAll(server, message[:i]); err == nil {
			t.Errorf("%d bytes only", i)
		}
	}
	if _, _, err := openAll(server, message); err != nil {
		t.Errorf("unchanged: %v", err)
	}
}

func TestMessagesOutOfTurnAreRefused(t *testing.T) {
	server, client := sessions(t)
	first, second, third := seal(client, 0, nil), seal(client, 0, nil), seal(client, 0, nil)
	want := func(name string, message []byte, want error) {
		t.Helper()
		if _, _, err := openAll(server, message); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	want("left out", second, ErrNonce)
	want("first", first, nil)
	want("again", first, ErrNonce)
	want("left out later", third, ErrNonce)
	want("second", second, nil)
	want("old", first, ErrNonce)
	want("our own", seal(server, 0, nil), ErrNonce)
	server.received = 1
	server.sent = 1
	want("our own with the right number", seal(server, 0, nil), ErrKey)
}

func TestConnectionsHaveKeysOfTheirOwn(t *testing.T) {
	keys, mine := NewKeyPair(), NewKeyPair()
	var message []byte
	for i := range 2 {
		h := &handshake{NewServer(keys), NewClient(mine, keys.Public), newHandshake().change}
		server, client, _, err := h.run()
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			message = seal(client, 0, []byte("hello"))
		} else if _, _, err := openAll(server, message); !errors.Is(err, ErrKey) {
			t.Errorf("a message of the first connection on the second: %v", err)
		}
	}
}

func TestNumbersDoNotStartOver(t *testing.T) {
	server, client := sessions(t)
	client.sent, server.received = math.MaxUint64-1, math.MaxUint64-1
	if _, _, err := openAll(server, seal(client, 0, []byte("last"))); err != nil {
		t.Fatalf("the last: %v", err)
	}
	if message, err := client.Seal(nil, 0, nil); !errors.Is(err, ErrNonce) {
		t.Errorf("one more was sealed: %x, %v", message, err)
	}
	first := sealShort([]byte(messageName), clientNonce, 0, []byte{0}, &client.key)
	if _, _, err := openAll(server, first); !errors.Is(err, ErrNonce) {
		t.Errorf("number 0 after the last: %v", err)
	}
}

func TestSecondInitiateIsRefused(t *testing.T) {
	h := newHandshake()
	s := h.server
	hello, _ := h.client.Hello()
	welcome, _ := s.Welcome(hello)
	initiate, _ := h.client.Initiate(welcome, nil)
	if _, err := s.Initiate(initiate); err != nil {
		t.Fatal(err)
	}
	// All of it is good, if the key of a cookie that is spent is zeros.
	_, content, _ := openShort(initiate[cookieSize:], initiateNonce, s.shared)
	cookie := sealLong(nil, cookieNonce, slices.Concat(s.client[:], s.own.Secret[:]), &Secret{})
	again := sealShort(cookie, initiateNonce, s.received+1, content, s.shared)
	if _, err := s.Initiate(again); !errors.Is(err, ErrNonce) {
		t.Errorf("got %v, want %v", err, ErrNonce)
	}
}
