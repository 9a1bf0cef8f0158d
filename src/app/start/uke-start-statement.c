/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-statement.h"

struct _UkeStartStatement {
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *sentence_label;
  GtkLabel *help_label;
  GtkLabel *detail_label;
  GtkBox *buttons_box;
};

G_DEFINE_FINAL_TYPE (UkeStartStatement, uke_start_statement, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
clicked_cb (GtkWidget *button, UkeStartStatement *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, gtk_widget_get_name (button));
}

static void
uke_start_statement_class_init (UkeStartStatementClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/start/uke-start-statement.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStartStatement, icon);
  gtk_widget_class_bind_template_child (widget_class, UkeStartStatement, title_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartStatement, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartStatement, help_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartStatement, detail_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartStatement, buttons_box);
}

static void
uke_start_statement_init (UkeStartStatement *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * Makes the card.
 * @icon: an icon name
 * @title: what is the case, translated
 * @sentence: what it means and what helps, translated
 *
 * Returns: (transfer floating): the card, without buttons.
 * Thread: main
 */
GtkWidget *
uke_start_statement_new (const char *icon, const char *title, const char *sentence)
{
  UkeStartStatement *self = g_object_new (UKE_TYPE_START_STATEMENT, NULL);

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_label (self->title_label, title);
  /* A sentence a line: a Japanese one wraps anywhere and would leave a letter or two alone. */
  g_auto (GStrv) sentences = g_strsplit (sentence, "。", -1);
  g_autoptr (GString) lines = g_string_new (sentences[0]);
  for (int i = 1; sentences[i] != NULL; i++)
    g_string_append_printf (lines, "。%s%s", *sentences[i] != '\0' ? "\n" : "", sentences[i]);
  gtk_label_set_label (self->sentence_label, lines->str);
  return GTK_WIDGET (self);
}

/**
 * Shows that all is well.
 * @self: the card
 *
 * Thread: main
 */
void
uke_start_statement_set_good (UkeStartStatement *self)
{
  g_return_if_fail (UKE_IS_START_STATEMENT (self));

  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "ok");
}

/**
 * Adds how to put it right, step by step.
 * @self: the card
 * @help: translated, lines
 *
 * Thread: main
 */
void
uke_start_statement_set_help (UkeStartStatement *self, const char *help)
{
  g_return_if_fail (UKE_IS_START_STATEMENT (self));

  gtk_label_set_label (self->help_label, help);
  gtk_widget_set_visible (GTK_WIDGET (self->help_label), TRUE);
}

/**
 * Adds what somebody who helps on the phone asks for.
 * @self: the card
 * @detail: a folder or a result, without any patient's data
 *
 * Thread: main
 */
void
uke_start_statement_set_detail (UkeStartStatement *self, const char *detail)
{
  g_return_if_fail (UKE_IS_START_STATEMENT (self));

  gtk_label_set_label (self->detail_label, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), TRUE);
}

/**
 * Offers something.
 * @self: the card
 * @name: what `chosen` says
 * @label: translated, a verb
 * @is_suggested: whether it is what helps most; one button at most
 *
 * Thread: main
 */
void
uke_start_statement_add_button (UkeStartStatement *self,
                                const char *name,
                                const char *label,
                                gboolean is_suggested)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_return_if_fail (UKE_IS_START_STATEMENT (self));

  gtk_widget_set_name (button, name);
  if (is_suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (self->buttons_box, button);
}
