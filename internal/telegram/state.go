package telegram

import "sync/atomic"

// state is whether updates arrive, for readiness.
type state struct{ err atomic.Pointer[error] }

// set notes how receiving stands, and says whether that is news.
func (s *state) set(err error) (news bool) {
	was := s.err.Swap(&err)
	if was == nil || *was == nil || err == nil {
		return was == nil || *was != err
	}
	return (*was).Error() != err.Error()
}

func (s *state) get() error {
	if err := s.err.Load(); err != nil {
		return *err
	}
	return nil
}
