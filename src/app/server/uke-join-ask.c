/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-join-ask.h"

#include <glib/gi18n.h>
#include <string.h>

#define CODE_DIGITS 8
#define MAX_NAME_CHARS 40

struct _UkeJoinAsk {
  AdwBin parent_instance;

  GtkEditable *address_row;
  GtkEditable *code_row;
  GtkEditable *name_row;
  GtkLabel *problem_label;
  GtkSpinner *spinner;
  GtkWidget *back_button;
  GtkWidget *next_button;

  char *address; /* (owned) */
  char *code;    /* (owned): its digits alone */
  char *name;    /* (owned) */
  gboolean is_busy;
};

G_DEFINE_FINAL_TYPE (UkeJoinAsk, uke_join_ask, ADW_TYPE_BIN)

enum { SUBMITTED, BACK, N_SIGNALS };

static guint signals[N_SIGNALS];

/* As an input method leaves it: the width of letters and digits does not matter. */
static char *
dup_typed (GtkEditable *row)
{
  char *text = g_utf8_normalize (gtk_editable_get_text (row), -1, G_NORMALIZE_NFKC);

  return text != NULL ? g_strstrip (text) : g_strdup ("");
}

static char *
dup_digits (GtkEditable *row)
{
  g_autofree char *text = dup_typed (row);
  GString *digits = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = g_utf8_get_char (at);

    if (letter < 0x80 && g_ascii_isdigit ((char)letter))
      g_string_append_c (digits, (char)letter);
    else if (!g_unichar_isspace (letter)
             && strchr ("-.", (int)(letter < 0x80 ? letter : 'x')) == NULL)
      return g_string_free (g_string_assign (digits, ""), FALSE);
  }
  return g_string_free (digits, FALSE);
}

static void
check_cb (UkeJoinAsk *self)
{
  g_free (self->address);
  g_free (self->code);
  g_free (self->name);
  self->address = dup_typed (self->address_row);
  self->code = dup_digits (self->code_row);
  self->name = dup_typed (self->name_row);
  gtk_widget_remove_css_class (GTK_WIDGET (self->code_row), "error");
  gtk_widget_set_sensitive (self->next_button,
                            !self->is_busy && *self->address != '\0'
                                && strlen (self->code) == CODE_DIGITS && *self->name != '\0'
                                && g_utf8_strlen (self->name, -1) <= MAX_NAME_CHARS);
}

/* Enter goes to the first line that is still missing, and on when none is. */
static void
activated_cb (UkeJoinAsk *self)
{
  if (*self->address == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  else if (strlen (self->code) != CODE_DIGITS)
    gtk_widget_grab_focus (GTK_WIDGET (self->code_row));
  else if (!gtk_widget_get_sensitive (self->next_button))
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  else
    g_signal_emit (self, signals[SUBMITTED], 0);
}

static void
back_cb (UkeJoinAsk *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
uke_join_ask_finalize (GObject *object)
{
  UkeJoinAsk *self = UKE_JOIN_ASK (object);

  g_free (self->address);
  g_free (self->code);
  g_free (self->name);
  G_OBJECT_CLASS (uke_join_ask_parent_class)->finalize (object);
}

static void
uke_join_ask_class_init (UkeJoinAskClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = uke_join_ask_finalize;
  signals[SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/server/uke-join-ask.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, address_row);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, code_row);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, name_row);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, problem_label);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, spinner);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, back_button);
  gtk_widget_class_bind_template_child (widget_class, UkeJoinAsk, next_button);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
uke_join_ask_init (UkeJoinAsk *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  check_cb (self);
}

/**
 * Makes the card.
 * @address: (nullable): what it shows at first
 * @device_name: (nullable): what it shows at first
 *
 * Returns: (transfer floating): the card.
 * Thread: main
 */
GtkWidget *
uke_join_ask_new (const char *address, const char *device_name)
{
  UkeJoinAsk *self = g_object_new (UKE_TYPE_JOIN_ASK, NULL);

  if (address != NULL)
    gtk_editable_set_text (self->address_row, address);
  if (device_name != NULL)
    gtk_editable_set_text (self->name_row, device_name);
  return GTK_WIDGET (self);
}

/**
 * The server's address, in the width that machines use.
 * @self: the card
 *
 * Returns: (transfer none): as long as it is not changed.
 * Thread: main
 */
const char *
uke_join_ask_get_address (UkeJoinAsk *self)
{
  g_return_val_if_fail (UKE_IS_JOIN_ASK (self), NULL);

  return self->address;
}

/**
 * The code's eight digits.
 * @self: the card
 *
 * Returns: (transfer none): as long as it is not changed.
 * Thread: main
 */
const char *
uke_join_ask_get_code (UkeJoinAsk *self)
{
  g_return_val_if_fail (UKE_IS_JOIN_ASK (self), NULL);

  return self->code;
}

/**
 * What people call this desk.
 * @self: the card
 *
 * Returns: (transfer none): as long as it is not changed.
 * Thread: main
 */
const char *
uke_join_ask_get_device_name (UkeJoinAsk *self)
{
  g_return_val_if_fail (UKE_IS_JOIN_ASK (self), NULL);

  return self->name;
}

/**
 * Shows that the server is being asked; nothing can be changed meanwhile.
 * @self: the card
 * @is_busy: whether it is
 *
 * Thread: main
 */
void
uke_join_ask_set_busy (UkeJoinAsk *self, gboolean is_busy)
{
  g_return_if_fail (UKE_IS_JOIN_ASK (self));

  self->is_busy = is_busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
  gtk_editable_set_editable (self->address_row, !is_busy);
  gtk_editable_set_editable (self->code_row, !is_busy);
  gtk_editable_set_editable (self->name_row, !is_busy);
  if (is_busy)
    gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  check_cb (self);
}

/**
 * Says what keeps this desk from going on, and puts the cursor where it can be put right.
 * @self: the card
 * @sentence: translated
 * @is_of_code: whether it is about the code, which is taken out; otherwise about the address
 *
 * Thread: main
 */
void
uke_join_ask_set_problem (UkeJoinAsk *self, const char *sentence, gboolean is_of_code)
{
  g_return_if_fail (UKE_IS_JOIN_ASK (self));

  if (is_of_code)
    gtk_editable_set_text (self->code_row, "");
  gtk_label_set_label (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (is_of_code ? self->code_row : self->address_row));
}

/**
 * What to call a desk whose machine is called so: a machine that was named for a reception and
 * numbered gives a name; any other name says nothing to the people of a clinic.
 * @host_name: the machine's name
 *
 * Returns: (transfer full): a proposal, or "".
 * Thread: any
 */
char *
uke_join_ask_propose_name (const char *host_name)
{
  g_autoptr (GRegex) regex
      = g_regex_new ("^(?:reception|front|desk|uketsuke|受付)[-_ ]?0*([1-9][0-9]?)(?:\\..*)?$",
                     G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *number = NULL;

  if (!g_regex_match (regex, host_name, 0, &match))
    return g_strdup ("");
  number = g_match_info_fetch (match, 1);
  return g_strdup_printf (_ ("Desk %s"), number);
}
