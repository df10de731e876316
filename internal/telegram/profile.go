package telegram

import (
	"context"
	"errors"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Profile is what people of one language read about the bot before they write.
// Words left empty stay as they are on Telegram.
type Profile struct {
	Language    string // two letters, "" for everybody else
	Name        string // up to 64 characters; better set once, with BotFather
	Description string // up to 512, in the empty chat
	Short       string // up to 120, on the profile and in shared links
	Commands    []Listed
}

// Listed is one command in the menu. The menu is display only: anybody can type
// any command.
type Listed struct {
	Command     string // a-z, 0-9 and _, without slash
	Description string // up to 256 characters
}

// introduce sets what people read, each thing until Telegram has taken or refused
// it. Nothing waits for it: the bot answers before its menu is there.
func (b *Bot) introduce(ctx context.Context) {
	for _, p := range b.set.Profiles {
		commands := listed(p.Commands)
		b.introduceOne(ctx, len(commands) > 0, "setMyCommands", func(ctx context.Context) error {
			_, err := b.api.SetMyCommands(ctx, &bot.SetMyCommandsParams{
				Commands: commands, Scope: &models.BotCommandScopeAllPrivateChats{}, LanguageCode: p.Language,
			})
			return err
		})
		// Groups have no menu: the bot leaves them.
		b.introduceOne(ctx, len(commands) > 0, "deleteMyCommands", func(ctx context.Context) error {
			_, err := b.api.DeleteMyCommands(ctx, &bot.DeleteMyCommandsParams{
				Scope: &models.BotCommandScopeDefault{}, LanguageCode: p.Language,
			})
			return err
		})
		b.introduceOne(ctx, p.Description != "", "setMyDescription", func(ctx context.Context) error {
			_, err := b.api.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: p.Description, LanguageCode: p.Language})
			return err
		})
		b.introduceOne(ctx, p.Short != "", "setMyShortDescription", func(ctx context.Context) error {
			_, err := b.api.SetMyShortDescription(ctx, &bot.SetMyShortDescriptionParams{ShortDescription: p.Short, LanguageCode: p.Language})
			return err
		})
		// Last, because Telegram makes whoever changes a name often wait for long.
		b.introduceOne(ctx, p.Name != "", "setMyName", func(ctx context.Context) error {
			_, err := b.api.SetMyName(ctx, &bot.SetMyNameParams{Name: p.Name, LanguageCode: p.Language})
			return err
		})
	}
}

func (b *Bot) introduceOne(ctx context.Context, wanted bool, method string, do func(context.Context) error) {
	if !wanted {
		return
	}
	told := false
	b.untilDone(ctx, func(ctx context.Context) error {
		err := b.trouble(method, do(ctx))
		if errors.Is(err, ErrRefused) {
			b.log.Error("Telegram does not take the bot's own words", "problem", err)
			return nil // another try would be refused as well
		}
		return err
	}, func(err error) {
		if !told {
			b.log.Warn("the bot's own words are not set yet, and are tried again", "problem", err)
		}
		told = true
	})
}

// Menu gives one chat, a member of staff's, a menu of commands of its own; with no
// commands it shows again what everybody sees. It is tried once.
func (b *Bot) Menu(ctx context.Context, chat int64, commands []Listed) error {
	scope := &models.BotCommandScopeChat{ChatID: chat}
	if len(commands) == 0 {
		return b.call(ctx, chat, "deleteMyCommands", sendTimeout, func(ctx context.Context) error {
			_, err := b.api.DeleteMyCommands(ctx, &bot.DeleteMyCommandsParams{Scope: scope})
			return err
		})
	}
	return b.call(ctx, chat, "setMyCommands", sendTimeout, func(ctx context.Context) error {
		_, err := b.api.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: listed(commands), Scope: scope})
		return err
	})
}

func listed(commands []Listed) []models.BotCommand {
	list := make([]models.BotCommand, len(commands))
	for i, c := range commands {
		list[i] = models.BotCommand{Command: c.Command, Description: c.Description}
	}
	return list
}
