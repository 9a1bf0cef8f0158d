/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-drawer.h"

#include "app/calendar/uke-day-facts.h"
#include "app/sync/uke-unsent.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-list-rows.h"

#include <glib/gi18n.h>

#define N_NEXT 6
#define WAIT_WARN_MIN 10
#define WAIT_LONG_MIN 20
#define LATE_AFTER_MIN 10
#define MINUTE_US ((int64_t)60 * G_USEC_PER_SEC)

typedef enum {
  SECTION_CONFLICTS,
  SECTION_WAITING,
  SECTION_LATE,
  SECTION_NEXT,
  N_SECTIONS,
} DrawerSection;

struct _UkeDayDrawer {
  GtkWidget parent_instance;

  GtkWidget *boxes[N_SECTIONS]; /* (unowned) */
  GtkLabel *titles[N_SECTIONS]; /* (unowned) */
  GtkListBox *lists[N_SECTIONS];
  GtkWidget *calm; /* (unowned): what to say when nothing is left to do */
};

G_DEFINE_FINAL_TYPE (UkeDayDrawer, uke_day_drawer, GTK_TYPE_WIDGET)

typedef enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
} UkeDayDrawerSignal;

static guint signals[N_SIGNALS];

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, UkeDayDrawer *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                 g_object_get_data (G_OBJECT (row), "uke-appointment"));
}

static void
add_section (UkeDayDrawer *self, GtkBox *box, DrawerSection section)
{
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *list = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "uk-dense");
  gtk_widget_add_css_class (title, "uk-side-heading");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_box_append (GTK_BOX (part), title);
  gtk_box_append (GTK_BOX (part), list);
  if (section == SECTION_CONFLICTS) {
    GtkWidget *button = gtk_button_new_with_label (_ ("Open To check"));

    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.conflicts");
    gtk_box_append (GTK_BOX (part), button);
  }
  gtk_box_append (box, part);
  self->boxes[section] = part;
  self->titles[section] = GTK_LABEL (title);
  self->lists[section] = GTK_LIST_BOX (list);
}

static void
uke_day_drawer_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (uke_day_drawer_parent_class)->dispose (object);
}

static void
uke_day_drawer_class_init (UkeDayDrawerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_day_drawer_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", UKE_TYPE_DAY_DRAWER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "daydrawer");
}

static void
uke_day_drawer_init (UkeDayDrawer *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));

  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-side");
  gtk_widget_add_css_class (GTK_WIDGET (box), "uk-drawer-box");
  for (int section = 0; section < N_SECTIONS; section++)
    add_section (self, box, (DrawerSection)section);
  self->calm = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->calm), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->calm), 0);
  gtk_widget_add_css_class (self->calm, "uk-dense");
  gtk_widget_add_css_class (self->calm, "uk-secondary");
  gtk_box_append (box, self->calm);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (box));
  /* On a day without bookings it would take the keyboard, and say nothing. */
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

/**
 * Makes an empty pane.
 *
 * Returns: (transfer floating): the pane.
 * Thread: main
 */
GtkWidget *
uke_day_drawer_new (void)
{
  return g_object_new (UKE_TYPE_DAY_DRAWER, NULL);
}

static GtkWidget *
make_text (const char *text, gboolean is_bold, gboolean is_caption)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, is_caption ? "uk-caption" : "uk-dense");
  if (is_bold)
    gtk_widget_add_css_class (label, "uk-bold");
  if (is_caption)
    gtk_widget_add_css_class (label, "uk-secondary");
  return label;
}

/* What the row says at its right: minutes of waiting, of delay, or the time. */
static GtkWidget *
make_mark (const UkeDayCard *card, DrawerSection section, const UkeZone *zone, int64_t now_us)
{
  g_autofree char *text = NULL;

  if (section == SECTION_WAITING) {
    unsigned minutes = uke_day_facts_waiting_min (card, now_us);
    text = g_strdup_printf (g_dngettext (NULL, "%u min", "%u min", minutes), minutes);
    return minutes >= WAIT_LONG_MIN
               ? uke_chip_new ("dialog-warning-symbolic", text, "err")
               : uke_chip_new ("alarm-symbolic", text, minutes >= WAIT_WARN_MIN ? "warn" : "ok");
  }
  if (section == SECTION_LATE) {
    int64_t minutes = (now_us - card->starts_at_us) / MINUTE_US;
    text = g_strdup_printf (_ ("%d min late"), (int)minutes);
    return uke_chip_new (NULL, text, "warn");
  }
  text = uke_day_facts_time (zone, card->starts_at_us);
  return section == SECTION_CONFLICTS ? uke_chip_new ("dialog-warning-symbolic", text, "warn")
                                      : make_text (text, TRUE, FALSE);
}

/* That the server does not know of it yet stands in words, too, for whoever points at it.
 * Returns: (nullable) */
static GtkWidget *
make_unsent (const UkeDay *day, const UkeDayCard *card, UkeHolds *holds, int64_t now_us)
{
  gboolean is_tentative = uke_day_facts_is_unconfirmed (day, card, holds, now_us);
  const char *word = is_tentative ? C_ ("booking", "Tentative") : _ ("Not sent yet");

  if (!uke_day_facts_is_unsent (day, card, now_us))
    return NULL;
  return uke_chip_new (is_tentative ? UKE_DAY_FACTS_TENTATIVE_ICON : UKE_UNSENT_ICON, word,
                       is_tentative ? "warn" : NULL);
}

static void
add_row (UkeDayDrawer *self,
         DrawerSection section,
         const UkeDayCard *card,
         GtkWidget *unsent,
         const UkeZone *zone,
         int64_t now_us)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = g_strdup_printf ("%s %s", card->family_name, card->given_name);
  g_autofree char *time = uke_day_facts_time (zone, card->starts_at_us);
  const char *menu = *card->menu_name != '\0' ? card->menu_name : _ ("No menu yet");
  g_autofree char *second = g_strdup_printf ("%s・%s", time, menu);
  GtkWidget *mark = make_mark (card, section, zone, now_us);

  gtk_box_append (GTK_BOX (texts), make_text (name, TRUE, FALSE));
  gtk_box_append (GTK_BOX (texts),
                  make_text (section == SECTION_NEXT ? menu : second, FALSE, TRUE));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), texts);
  if (unsent != NULL)
    gtk_box_append (GTK_BOX (box), unsent);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_widget_add_css_class (row, "uk-drawer-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_autofree char *label = g_strdup_printf ("%s、%s", name, second);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "uke-appointment", uke_id_dup_hex (&card->appointment_id),
                          g_free);
  gtk_list_box_append (self->lists[section], row);
}

static gboolean
is_expected (const UkeDayCard *card)
{
  return card->status == UKE_STATUS_BOOKED || card->status == UKE_STATUS_CONFIRMED;
}

static gboolean
belongs (const UkeDayCard *card, DrawerSection section, int64_t now_us, gboolean is_today)
{
  int64_t late_us = now_us - LATE_AFTER_MIN * MINUTE_US;

  switch (section) {
  case SECTION_CONFLICTS:
    return card->needs_new_time || (card->overlap_accepted && uke_status_is_open (card->status));
  case SECTION_WAITING:
    return is_today && card->status == UKE_STATUS_ARRIVED;
  case SECTION_LATE:
    return is_today && is_expected (card) && card->starts_at_us <= late_us;
  case SECTION_NEXT:
    return is_today && is_expected (card) && card->starts_at_us > late_us;
  case N_SECTIONS:
    break;
  }
  return FALSE;
}

static void
show_section (UkeDayDrawer *self,
              DrawerSection section,
              const UkeDay *day,
              const UkeZone *zone,
              UkeHolds *holds,
              int64_t now_us,
              gboolean is_today)
{
  static const char *const TITLES[N_SECTIONS]
      = { N_ ("Double bookings: %u"), N_ ("Waiting: %u"), N_ ("Not here yet: %u"),
          N_ ("Still to come: %u") };
  unsigned n = 0;

  uke_list_box_clear (self->lists[section]);
  for (guint i = 0; i < day->cards->len; i++) {
    const UkeDayCard *card = g_ptr_array_index (day->cards, i);
    if (!belongs (card, section, now_us, is_today))
      continue;
    n++;
    if (section != SECTION_NEXT || n <= N_NEXT)
      add_row (self, section, card, make_unsent (day, card, holds, now_us), zone, now_us);
  }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *title = g_strdup_printf (_ (TITLES[section]), n);
#pragma GCC diagnostic pop
  gtk_label_set_text (self->titles[section], title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lists[section]),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_visible (self->boxes[section], n > 0);
}

/**
 * Shows who needs somebody's eye.
 * @self: the pane
 * @day: the day in view
 * @zone: the clinic's
 * @holds: (nullable): times that desks keep
 * @now_us: UTC microseconds
 * @is_today: whether the day is today
 *
 * Thread: main
 */
void
uke_day_drawer_show (UkeDayDrawer *self,
                     const UkeDay *day,
                     const UkeZone *zone,
                     UkeHolds *holds,
                     int64_t now_us,
                     gboolean is_today)
{
  g_return_if_fail (UKE_IS_DAY_DRAWER (self));

  gboolean is_calm = TRUE;
  for (int section = 0; section < N_SECTIONS; section++) {
    show_section (self, (DrawerSection)section, day, zone, holds, now_us, is_today);
    is_calm = is_calm && !gtk_widget_get_visible (self->boxes[section]);
  }
  gtk_label_set_text (GTK_LABEL (self->calm), is_today
                                                  ? _ ("Everybody who was expected has been here.")
                                                  : _ ("Nothing to settle on this day."));
  gtk_widget_set_visible (self->calm, is_calm);
}
