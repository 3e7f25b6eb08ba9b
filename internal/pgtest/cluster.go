package pgtest

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
)

// Cluster is a running PostgreSQL.
type Cluster struct {
	programs  string // folder of initdb and pg_ctl
	dir       string
	port      int
	as        *syscall.Credential // whom it runs as; nil for whoever runs the test
	guard     io.Closer           // once it is closed, or the process has ended, the cluster is stopped and removed
	guarded   *exec.Cmd
	databases atomic.Int64
}

// find is the folder of the newest PostgreSQL's programs.
func find() (programs string, ok bool) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), true
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	newest, version := "", 0
	for _, path := range found {
		if n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))); err == nil && n > version {
			newest, version = filepath.Dir(path), n
		}
	}
	return newest, version > 0
}

func newCluster(programs string) (*Cluster, error) {
	c := &Cluster{programs: programs}
	var err error
	if c.dir, err = os.MkdirTemp("", "pgtest-"); err != nil {
		return nil, err
	}
	if err := c.own(); err != nil {
		return nil, err
	}
	if err := c.watch(); err != nil {
		return nil, err
	}
	err = c.run("initdb", "--pgdata="+c.data(), "--no-sync", "--auth=trust", "--username=mingjing", "--encoding=UTF8", "--locale=C.UTF-8",
		"--locale-provider=icu", "--icu-locale=zh")
	if err != nil {
		c.remove()
		return nil, err
	}
	// Somebody else may take the free port before PostgreSQL does.
	for range 3 {
		if c.port, err = freePort(); err != nil {
			break
		}
		if err = c.start(); err == nil {
			return c, nil
		}
	}
	c.remove()
	return nil, err
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// own hands the folder to the user postgres where the tests run as root, as whom PostgreSQL does not run.
func (c *Cluster) own() error {
	if os.Geteuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return err
	}
	c.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(c.dir, int(uid), int(gid))
}

// watch starts a shell that waits for its input to end, which happens even when this process is killed, and then clears up.
func (c *Cluster) watch() error {
	const script = `read -r _; "$1/pg_ctl" stop --pgdata="$2/data" --mode=immediate --silent; rm -rf "$2"`
	c.guarded = c.command("/bin/sh", "-c", script, "sh", c.programs, c.dir)
	// In a group of its own, an interrupt meant for the tests does not end it.
	c.guarded.SysProcAttr.Setpgid = true
	guard, err := c.guarded.StdinPipe()
	if err != nil {
		return err
	}
	c.guard = guard
	return c.guarded.Start()
}

// remove stops the cluster and removes all of it.
func (c *Cluster) remove() {
	_ = c.guard.Close()
	_ = c.guarded.Wait()
}

func (c *Cluster) start() error {
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off "+
		"-c max_connections=100 -c timezone=Asia/Shanghai", c.port)
	return c.run("pg_ctl", "start", "--wait", "--silent", "--pgdata="+c.data(), "--log="+filepath.Join(c.dir, "log"), "--options="+options)
}

func (c *Cluster) running() bool {
	return c.run("pg_ctl", "status", "--pgdata="+c.data()) == nil
}

// Stop stops the cluster at once and breaks its connections, as a crash does.
func (c *Cluster) Stop(t testing.TB) {
	t.Helper()
	if err := c.run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata="+c.data()); err != nil {
		t.Fatalf("stop PostgreSQL: %v", err)
	}
}

// Restart starts a stopped cluster on the same port.
func (c *Cluster) Restart(t testing.TB) {
	t.Helper()
	if err := c.start(); err != nil {
		t.Fatalf("restart PostgreSQL: %v", err)
	}
}

func (c *Cluster) run(program string, args ...string) error {
	cmd := c.command(filepath.Join(c.programs, program), args...)
	// A file and not a pipe: the server inherits it, and a pipe would be waited for.
	output, err := os.CreateTemp("", "pgtest-output-")
	if err != nil {
		return err
	}
	defer func() {
		_ = output.Close()
		_ = os.Remove(output.Name())
	}()
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(output.Name())
		log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
		return fmt.Errorf("%s: %w\n%s%s", program, err, said, log)
	}
	return nil
}

func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	return cmd
}

func freePort() (int, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
