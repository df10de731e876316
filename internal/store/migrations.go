package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables to the version of this program. It refuses tables of
// a newer one, because it cannot know what they mean. A migration that was
// interrupted leaves nothing behind: each is one transaction.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, options ...goose.ProviderOption) error {
	ctx, cancel := context.WithTimeout(ctx, migrateTime)
	defer cancel()
	p, err := provider(db, dialect, options...)
	if err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return explain(err)
	case has > knows:
		return fmt.Errorf("was written by a newer version of this program (use that version again, or restore a backup from before): its tables have version %d, this program knows %d", has, knows)
	case has < knows:
		_, err = p.Up(ctx)
	}
	return explain(err)
}

// migrated refuses tables that are not of this program's version.
func migrated(ctx context.Context, db *sql.DB, dialect goose.Dialect) error {
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	p, err := provider(db, dialect)
	if err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	if err == nil && has != knows {
		err = fmt.Errorf("is of another version of this program (use the one that the bot runs): its tables have version %d, this program knows %d", has, knows)
	}
	return explain(err)
}

func provider(db *sql.DB, dialect goose.Dialect, options ...goose.ProviderOption) (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db, sub, append(options, goose.WithDisableGlobalRegistry(true))...)
}
