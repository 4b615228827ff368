// Package process runs the programs that a test consists of, on this machine.
package process

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// tail is how much of a program's output is shown when it fails.
const tail = 2_000

// Process is a program that runs, with its output in a file.
type Process struct {
	name    string
	log     string
	command *exec.Cmd
	ended   chan struct{}
}

// Start runs a program in a process group of its own, so that an interrupt from the terminal reaches it by us only.
func Start(name, directory string, command ...string) (*Process, error) {
	log := filepath.Join(directory, name+".log")
	output, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	process := &Process{name: name, log: log, command: exec.Command(command[0], command[1:]...), ended: make(chan struct{})}
	process.command.Stdout, process.command.Stderr = output, output
	process.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := process.command.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	go func() {
		_ = process.command.Wait() // what it ended with stands in its output
		close(process.ended)
	}()
	return process, nil
}

// Err is nil while the program runs.
func (p *Process) Err() error {
	select {
	case <-p.ended:
		return fmt.Errorf("%s ended:\n%s", p.name, p.Tail())
	default:
		return nil
	}
}

// Tail is the end of what the program has said.
func (p *Process) Tail() string {
	content, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(content[max(0, len(content)-tail):]))
}

// Stop asks the program to end, and makes it end after a limit.
func (p *Process) Stop(limit time.Duration) error {
	err := p.command.Process.Signal(syscall.SIGTERM)
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(limit):
		_ = p.command.Process.Kill()
		<-p.ended
		return fmt.Errorf("%s had to be killed", p.name)
	}
}

// FreePort is a port of the loopback interface that nothing listens on now.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
