//go:build unix

package archive

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps other processes from a file until it is closed, or this process ends.
func lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// wait waits until no other has a file, and keeps them from it until it is closed.
func wait(file *os.File) error {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
