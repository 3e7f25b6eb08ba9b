package document

import (
	"context"
	"errors"
	"fmt"

	"mingjing/audit"
)

// What a reader meets. Any other error means a damaged file.
var (
	errLocked  = errors.New("password needed")
	errPicture = errors.New("picture without text")
)

// limitError says which limit a document went over.
type limitError struct{ what string }

func (e limitError) Error() string { return "over the limit of " + e.what }

// noTextError is a document of pictures or scans.
type noTextError struct{ detail string }

func (e noTextError) Error() string { return e.detail }

func (noTextError) Unwrap() error { return errPicture }

// trouble is what the page says of a reader's error.
func trouble(err error) audit.Trouble {
	if err == nil {
		return audit.Trouble{}
	}
	kind := audit.TroubleDamaged
	var limit limitError
	switch {
	case errors.Is(err, errLocked):
		kind = audit.TroubleLocked
	case errors.Is(err, errPicture):
		kind = audit.TroublePicture
	case errors.As(err, &limit):
		kind = audit.TroubleTooLarge
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		kind = audit.TroubleTimeout
	}
	return audit.Trouble{Kind: kind, Detail: clip(fold(err.Error()), 200)}
}

func damaged(what string) error { return fmt.Errorf("%s: damaged", what) }
