/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-key-list.h"

#include <glib/gi18n.h>
#include <string.h>

#define EVERYWHERE N_ ("Everywhere")
#define CALENDAR N_ ("Day calendar")
#define BOOKING N_ ("Booking dialog")
#define PATIENTS N_ ("Patients")
#define DUPLICATES N_ ("Check for duplicates")
#define CARDS N_ ("To check")
#define CALLS N_ ("Follow-up calls")
#define IMPORT N_ ("Import")
#define PALETTE N_ ("Search window")

/* Every key of the program (design.md 7). A binding that is missing here fails tests/app. */
static const UkeKey KEYS[] = {
  { EVERYWHERE, "<Control>k slash", N_ ("Search") },
  { EVERYWHERE, "<Alt>1...9", N_ ("Open a view of the rail") },
  { EVERYWHERE, "<Alt>0", N_ ("Settings") },
  { EVERYWHERE, "n", N_ ("New appointment") },
  { EVERYWHERE, "<Control>n", N_ ("New patient") },
  { EVERYWHERE, "<Control>z", N_ ("Undo the last action of this desk") },
  { EVERYWHERE, "<Control>r", N_ ("Sync now") },
  { EVERYWHERE, "F9", N_ ("Left pane") },
  { EVERYWHERE, "<Shift>F9", N_ ("Right pane") },
  { EVERYWHERE, "Escape", N_ ("Close, back, cancel") },
  { EVERYWHERE, "<Control>Return", N_ ("Confirm the form") },
  { EVERYWHERE, "F10", N_ ("Menu") },
  { EVERYWHERE, "<Control>question <Control>F1", N_ ("This list") },
  { EVERYWHERE, "<Control>q", N_ ("Close the program") },
  { CALENDAR, "Left Right Up Down", N_ ("To the next appointment or column") },
  { CALENDAR, "Return space", N_ ("Open the appointment") },
  { CALENDAR, "1...8", N_ ("Set the status") },
  { CALENDAR, "a", N_ ("Check in") },
  { CALENDAR, "m", N_ ("Move by the arrow keys") },
  { CALENDAR, "<Shift>Up <Shift>Down", N_ ("Make shorter or longer") },
  { CALENDAR, "t", N_ ("Today") },
  { CALENDAR, "Page_Up Page_Down", N_ ("Previous or next day") },
  { BOOKING, "1...5 <Alt>1...5", N_ ("Choose a time") },
  { PATIENTS, "e", N_ ("Edit the contact") },
  { PATIENTS, "g", N_ ("Book for this patient") },
  { PATIENTS, "p", N_ ("Plan a call") },
  { PATIENTS, "j k", N_ ("To the next or previous entry") },
  { PATIENTS, "<Alt>Up <Alt>Down", N_ ("To the others who were found; in the form: move a row") },
  { PATIENTS, "<Alt>Left", N_ ("Back") },
  { DUPLICATES, "1", N_ ("Merge as the same person") },
  { DUPLICATES, "2", N_ ("Different people") },
  { DUPLICATES, "3", N_ ("Later") },
  { DUPLICATES, "<Control>1...3", N_ ("To check, same person, different people") },
  { CARDS, "1 2", N_ ("Choose what holds") },
  { CARDS, "3...6", N_ ("Choose a new place") },
  { CARDS, "<Control>Return", N_ ("Settle it like this") },
  { CARDS, "s", N_ ("Later") },
  { CARDS, "<Control>1 <Control>2", N_ ("To check, decided by rule") },
  { CARDS, "<Alt>Left", N_ ("Back to the calendar") },
  { CALLS, "space", N_ ("Dial or hang up") },
  { CALLS, "0...9", N_ ("Record how the call went") },
  { CALLS, "s", N_ ("Put off") },
  { CALLS, "Right", N_ ("Next person") },
  { CALLS, "j k", N_ ("Down or up in the list") },
  { CALLS, "c", N_ ("Copy the number") },
  { CALLS, "f", N_ ("Take it on or give it back") },
  { IMPORT, "<Control>o", N_ ("Choose a file") },
  { IMPORT, "Return <Control>Return", N_ ("The next step") },
  { IMPORT, "<Alt>Left", N_ ("The step before") },
  { PALETTE, "Up Down", N_ ("Choose") },
  { PALETTE, "Return", N_ ("Open the card") },
  { PALETTE, "<Control>Return", N_ ("Book for whoever is chosen") },
  { PALETTE, "<Alt>Return", N_ ("Call whoever is chosen") },
};

/**
 * uke_key_list_get:
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (array length=out_n): every key, view by view
 * Thread: any
 * Source: design.md 7
 */
const UkeKey *
uke_key_list_get (unsigned *out_n)
{
  *out_n = G_N_ELEMENTS (KEYS);
  return KEYS;
}

/* "<Alt>1...9" is the label of "<Alt>1", "–" and "9". */
static char *
dup_one_label (const char *text)
{
  const char *dots = strstr (text, "...");
  g_autofree char *first = dots != NULL ? g_strndup (text, (gsize)(dots - text)) : g_strdup (text);
  g_autofree char *label = NULL;
  GdkModifierType modifiers;
  guint key;

  if (!gtk_accelerator_parse (first, &key, &modifiers))
    return g_strdup (text);
  label = gtk_accelerator_get_label (key, modifiers);
  return dots != NULL ? g_strconcat (label, "–", dots + strlen ("..."), NULL)
                      : g_steal_pointer (&label);
}

/**
 * uke_key_list_dup_label:
 * @keys: accelerators of the list
 *
 * Returns: (transfer full): them as they stand on the keyboard
 * Thread: main
 */
char *
uke_key_list_dup_label (const char *keys)
{
  g_auto (GStrv) parts = g_strsplit (keys, " ", -1);

  for (char **part = parts; *part != NULL; part++) {
    char *label = dup_one_label (*part);

    g_free (*part);
    *part = label;
  }
  return g_strjoinv (C_ ("between two keys that do the same", " or "), parts);
}

static void
append_group (GString *text, unsigned *position)
{
  const char *view = KEYS[*position].view;

  g_autofree char *head = g_markup_printf_escaped (
      "<child><object class=\"GtkShortcutsGroup\"><property name=\"title\">%s</property>",
      _ (view));

  g_string_append (text, head);
  for (; *position < G_N_ELEMENTS (KEYS) && strcmp (KEYS[*position].view, view) == 0;
       (*position)++) {
    g_autofree char *one
        = g_markup_printf_escaped ("<child><object class=\"GtkShortcutsShortcut\">"
                                   "<property name=\"title\">%s</property>"
                                   "<property name=\"accelerator\">%s</property>"
                                   "</object></child>",
                                   _ (KEYS[*position].title), KEYS[*position].keys);

    g_string_append (text, one);
  }
  g_string_append (text, "</object></child>");
}

/**
 * uke_key_list_make_window:
 *
 * Returns: (transfer none): the window of all keys, made from the list; whoever shows it keeps it
 * Thread: main
 */
GtkWidget *
uke_key_list_make_window (void)
{
  g_autoptr (GtkBuilder) builder = NULL;
  g_autoptr (GString) text = g_string_new (
      "<interface><object class=\"GtkShortcutsWindow\" id=\"shortcuts\">"
      "<property name=\"modal\">1</property><child><object class=\"GtkShortcutsSection\">"
      "<property name=\"section-name\">all</property><property name=\"max-height\">14</property>");
  unsigned position = 0;

  /* Groups can be put into a section by a builder only. */
  while (position < G_N_ELEMENTS (KEYS))
    append_group (text, &position);
  g_string_append (text, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (text->str, (gssize)text->len);
  return GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));
}

/* Points on the sheet. */
enum { LINE_PT = 18, HEADING_PT = 30, KEYS_PT = 190 };

static void
draw_text (GtkPrintContext *context, double x, double y, const char *text, const char *font)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (description);
}

/* Lays the list out. With a page to draw, draws that one. Returns: how many pages there are */
static int
lay_out (GtkPrintContext *context, int page)
{
  double height = gtk_print_context_get_height (context), y = 0;
  const char *view = NULL;
  int at = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    gboolean is_new = view == NULL || strcmp (view, KEYS[i].view) != 0;
    double wanted = is_new ? HEADING_PT + LINE_PT : LINE_PT;
    g_autofree char *label = uke_key_list_dup_label (KEYS[i].keys);

    if (y + wanted > height && y > 0) {
      at++;
      y = 0;
    }
    if (is_new && at == page)
      draw_text (context, 0, y + HEADING_PT - LINE_PT, _ (KEYS[i].view), "Sans Bold 11");
    y += is_new ? HEADING_PT : 0;
    if (at == page) {
      draw_text (context, 0, y, label, "Sans 10");
      draw_text (context, KEYS_PT, y, _ (KEYS[i].title), "Sans 10");
    }
    y += LINE_PT;
    view = KEYS[i].view;
  }
  return at + 1;
}

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context)
{
  gtk_print_operation_set_n_pages (operation, lay_out (context, -1));
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page)
{
  lay_out (context, page);
}

/**
 * uke_key_list_print_new:
 *
 * Returns: (transfer full): prints the list, or writes it as PDF
 * Thread: main
 */
GtkPrintOperation *
uke_key_list_print_new (void)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ ("Keys"));
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), NULL);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), NULL);
  return operation;
}
