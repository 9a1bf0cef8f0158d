/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-welcome.h"

struct _UkeStartWelcome {
  AdwBin parent_instance;

  GtkEditable *clinic_row;
  GtkEditable *family_row;
  GtkEditable *given_row;
  GtkEditable *kana_row;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (UkeStartWelcome, uke_start_welcome, ADW_TYPE_BIN)

enum { DONE, JOIN, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Returns: (transfer none) (nullable): what was typed, or NULL when it is blank */
static const char *
typed (GtkEditable *row)
{
  const char *text = gtk_editable_get_text (row);

  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text != '\0' ? text : NULL;
}

static void
check_cb (UkeStartWelcome *self)
{
  gtk_widget_set_sensitive (self->next_button,
                            typed (self->clinic_row) != NULL && typed (self->family_row) != NULL);
}

/* Enter goes to the first name that is still missing, and on when none is. */
static void
activated_cb (UkeStartWelcome *self)
{
  if (typed (self->clinic_row) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->clinic_row));
  else if (typed (self->family_row) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->family_row));
  else
    g_signal_emit (self, signals[DONE], 0);
}

static void
join_cb (UkeStartWelcome *self)
{
  g_signal_emit (self, signals[JOIN], 0);
}

static void
uke_start_welcome_class_init (UkeStartWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[JOIN] = g_signal_new ("join", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/start/uke-start-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStartWelcome, clinic_row);
  gtk_widget_class_bind_template_child (widget_class, UkeStartWelcome, family_row);
  gtk_widget_class_bind_template_child (widget_class, UkeStartWelcome, given_row);
  gtk_widget_class_bind_template_child (widget_class, UkeStartWelcome, kana_row);
  gtk_widget_class_bind_template_child (widget_class, UkeStartWelcome, next_button);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, join_cb);
}

static void
uke_start_welcome_init (UkeStartWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_in (GtkEditable *row, const char *text)
{
  if (text != NULL)
    gtk_editable_set_text (row, text);
}

/**
 * Makes the card.
 * @setup: what it shows at first; names may be NULL
 *
 * Returns: (transfer floating): the card.
 * Thread: main
 */
GtkWidget *
uke_start_welcome_new (const UkeClinicSetup *setup)
{
  UkeStartWelcome *self = g_object_new (UKE_TYPE_START_WELCOME, NULL);

  fill_in (self->clinic_row, setup->clinic_name);
  fill_in (self->family_row, setup->director_family);
  fill_in (self->given_row, setup->director_given);
  fill_in (self->kana_row, setup->director_kana);
  return GTK_WIDGET (self);
}

/**
 * What was typed, trimmed at the start.
 * @self: the card
 * @out_setup: (out): points into the card's entries, and lasts as long as they are not changed
 *
 * Thread: main
 */
void
uke_start_welcome_get_setup (UkeStartWelcome *self, UkeClinicSetup *out_setup)
{
  g_return_if_fail (UKE_IS_START_WELCOME (self));

  *out_setup = (UkeClinicSetup){
    .clinic_name = typed (self->clinic_row),
    .director_family = typed (self->family_row),
    .director_given = typed (self->given_row),
    .director_kana = typed (self->kana_row),
  };
}
