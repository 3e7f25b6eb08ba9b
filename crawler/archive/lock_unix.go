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
