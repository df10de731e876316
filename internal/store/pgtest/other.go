//go:build !unix

package pgtest

import (
	"errors"
	"testing"
)

// Server is one PostgreSQL server. None can be started on this system.
type Server struct {
	address string
	spare   spare
}

func start() (*Server, error) { return nil, errors.New("none can be started on this system") }

// Running is taken for granted.
func (s *Server) Running() bool { return true }

// Stop fails the test.
func (s *Server) Stop(t testing.TB) { t.Fatal("cannot stop a server on this system") }

// Start fails the test.
func (s *Server) Start(t testing.TB) { t.Fatal("cannot start a server on this system") }

func (s *Server) end() {}
