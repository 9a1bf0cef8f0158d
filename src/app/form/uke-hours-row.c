/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-hours-row.h"

#include "app/widgets/uke-hours-words.h"
#include "model/uke-best-hours.h"

#include <glib/gi18n.h>

enum { FIRST_MIN = 6 * 60, LAST_MIN = 23 * 60, STEP_MIN = 30, NOON_MIN = 12 * 60 };

struct _UkeHoursRow {
  AdwPreferencesRow parent_instance;

  GtkWidget *lines;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (UkeHoursRow, uke_hours_row, ADW_TYPE_PREFERENCES_ROW)

typedef struct {
  GtkDropDown *days;
  GtkDropDown *from;
  GtkDropDown *to;
  GArray *minutes; /* (owned) (element-type int): what the two lists of times offer */
} Line;

static void
line_free (Line *line)
{
  g_array_unref (line->minutes);
  g_free (line);
}

static Line *
get_line (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "line");
}

static GtkDropDown *
new_choice (GtkStringList *words, const char *label)
{
  GtkWidget *choice = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (words)), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return GTK_DROP_DOWN (choice);
}

static int
compare_minutes (gconstpointer a, gconstpointer b)
{
  return *(const int *)a - *(const int *)b;
}

/* Half hours, and whatever time is kept already though it is no half hour. */
static GArray *
make_minutes (int from, int to)
{
  GArray *minutes = g_array_new (FALSE, FALSE, sizeof (int));

  for (int minute = FIRST_MIN; minute <= LAST_MIN; minute += STEP_MIN)
    g_array_append_val (minutes, minute);
  if (from < FIRST_MIN || from > LAST_MIN || from % STEP_MIN != 0)
    g_array_append_val (minutes, from);
  if (to != from && (to < FIRST_MIN || to > LAST_MIN || to % STEP_MIN != 0))
    g_array_append_val (minutes, to);
  g_array_sort (minutes, compare_minutes);
  return minutes;
}

static void
select_minute (GtkDropDown *choice, GArray *minutes, int minute)
{
  for (unsigned i = 0; i < minutes->len; i++)
    if (g_array_index (minutes, int, i) == minute)
      gtk_drop_down_set_selected (choice, i);
}

static int
get_minute (const Line *line, GtkDropDown *choice)
{
  return g_array_index (line->minutes, int, gtk_drop_down_get_selected (choice));
}

static void
show_room (UkeHoursRow *self)
{
  int n = 0;

  for (GtkWidget *line = gtk_widget_get_first_child (self->lines); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    n++;
  gtk_widget_set_visible (self->lines, n > 0);
  gtk_widget_set_sensitive (self->add, n < UKE_BEST_HOURS_MAX);
}

static void
remove_clicked_cb (UkeHoursRow *self, GtkWidget *button)
{
  gtk_box_remove (GTK_BOX (self->lines), gtk_widget_get_parent (button));
  show_room (self);
  gtk_widget_grab_focus (self->add);
}

/* A stretch ends after it begins: the other end moves along. */
static void
from_chosen_cb (GtkWidget *widget)
{
  Line *line = get_line (widget);
  unsigned from = gtk_drop_down_get_selected (line->from);

  if (gtk_drop_down_get_selected (line->to) <= from)
    gtk_drop_down_set_selected (line->to, MIN (from + 1, line->minutes->len - 1));
}

static void
to_chosen_cb (GtkWidget *widget)
{
  Line *line = get_line (widget);
  unsigned to = gtk_drop_down_get_selected (line->to);

  if (gtk_drop_down_get_selected (line->from) >= to)
    gtk_drop_down_set_selected (line->from, to > 0 ? to - 1 : 0);
}

static GtkStringList *
make_time_words (GArray *minutes)
{
  GtkStringList *words = gtk_string_list_new (NULL);

  for (unsigned i = 0; i < minutes->len; i++) {
    int minute = g_array_index (minutes, int, i);
    g_autofree char *word = g_strdup_printf ("%d:%02d", minute / 60, minute % 60);

    gtk_string_list_append (words, word);
  }
  return words;
}

static GtkWidget *
new_remove_button (UkeHoursRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Take this time away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Take this time away"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
add_line (UkeHoursRow *self, unsigned nth_days, int from, int to)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr (GtkStringList) days = gtk_string_list_new (NULL), times = NULL;
  Line *line = g_new0 (Line, 1);
  const char *word;

  for (unsigned i = 0; (word = uke_hours_days_word (i, NULL)) != NULL; i++)
    gtk_string_list_append (days, word);
  line->minutes = make_minutes (from, to);
  times = make_time_words (line->minutes);
  line->days = new_choice (days, _ ("Days"));
  line->from = new_choice (times, _ ("From"));
  line->to = new_choice (times, _ ("Until"));
  g_object_set_data_full (G_OBJECT (box), "line", line, (GDestroyNotify)line_free);
  gtk_drop_down_set_selected (line->days, nth_days);
  select_minute (line->from, line->minutes, from);
  select_minute (line->to, line->minutes, to);
  g_signal_connect_object (line->from, "notify::selected", G_CALLBACK (from_chosen_cb), box,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (line->to, "notify::selected", G_CALLBACK (to_chosen_cb), box,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_hexpand (GTK_WIDGET (line->days), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (line->days));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (line->from));
  gtk_box_append (GTK_BOX (box), gtk_label_new ("–"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (line->to));
  gtk_box_append (GTK_BOX (box), new_remove_button (self));
  gtk_box_append (GTK_BOX (self->lines), box);
  show_room (self);
  return GTK_WIDGET (line->days);
}

static void
add_clicked_cb (UkeHoursRow *self)
{
  /* Weekdays around noon is what is asked for most: the lunch break at work. */
  gtk_widget_grab_focus (add_line (self, 1, NOON_MIN, NOON_MIN + 60));
}

static void
uke_hours_row_class_init (UkeHoursRowClass *klass)
{
}

static void
uke_hours_row_init (UkeHoursRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6),
            *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *title = gtk_label_new (_ ("When they can be reached"));

  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->add = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_set_tooltip_text (self->add, _ ("Add a time"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a time"), -1);
  gtk_widget_add_css_class (self->add, "flat");
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->add);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->lines);
  gtk_widget_add_css_class (box, "uk-form-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  show_room (self);
}

/**
 * uke_hours_row_set_hours:
 * @self: a row
 * @best_hours: (nullable): as it is kept
 *
 * Thread: main
 */
void
uke_hours_row_set_hours (UkeHoursRow *self, const char *best_hours)
{
  UkeBestHours hours = { 0 };
  GtkWidget *line;

  g_return_if_fail (UKE_IS_HOURS_ROW (self));

  while ((line = gtk_widget_get_first_child (self->lines)) != NULL)
    gtk_box_remove (GTK_BOX (self->lines), line);
  if (best_hours != NULL && uke_best_hours_parse (best_hours, &hours)) {
    for (unsigned i = 0; i < hours.n; i++)
      add_line (self, (unsigned)MAX (uke_hours_find_days (hours.spans[i].days), 0),
                hours.spans[i].from_min, hours.spans[i].to_min);
  }
  show_room (self);
}

/**
 * uke_hours_row_dup_hours:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): as it is kept; NULL when nothing was chosen
 * Thread: main
 */
char *
uke_hours_row_dup_hours (UkeHoursRow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (GtkWidget *widget = gtk_widget_get_first_child (self->lines); widget != NULL;
       widget = gtk_widget_get_next_sibling (widget)) {
    Line *line = get_line (widget);
    int from = get_minute (line, line->from), to = get_minute (line, line->to);
    const char *code = "any";

    uke_hours_days_word (gtk_drop_down_get_selected (line->days), &code);
    g_string_append_printf (text, "%s%s %02d:%02d-%02d:%02d", text->len > 0 ? ";" : "", code,
                            from / 60, from % 60, to / 60, to % 60);
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
