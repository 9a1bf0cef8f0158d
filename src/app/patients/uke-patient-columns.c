/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-patient-columns.h"

#include "app/booking/uke-booking-slots.h"
#include "app/patients/uke-line-cache.h"
#include "app/sync/uke-unsent.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-mark.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "base/uke-phone.h"

#include <adwaita.h>
#include <glib/gi18n.h>

enum { AVATAR_SIZE = 28, MAX_TAGS = 2 };

/* One cell: what it shows depends on its column. */
typedef struct {
  UkeClinic *clinic;      /* (unowned): of the view */
  UkeLineCache *cache;    /* (unowned): of the view */
  GtkListItem *list_item; /* (unowned) */
  UkePatientLine *line;   /* (owned) (nullable): whom it shows */
  void (*show) (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child);
} Cell;

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_text_cell (void)
{
  GtkWidget *label = new_label ("uk-dense");

  gtk_widget_add_css_class (label, "uk-numeric");
  return label;
}

static GtkWidget *
new_person_cell (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9),
            *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *kana = new_label ("uk-caption");

  gtk_widget_add_css_class (kana, "uk-secondary");
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), adw_avatar_new (AVATAR_SIZE, NULL, TRUE));
  gtk_box_append (GTK_BOX (texts), kana);
  gtk_box_append (GTK_BOX (texts), new_label ("uk-bold"));
  gtk_box_append (GTK_BOX (box), texts);
  return box;
}

static GtkWidget *
new_marks_cell (void)
{
  return gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
}

static void
set_marked (GtkWidget *label, UkeSearchHit *hit, UkeSearchField field, const char *text)
{
  gboolean is_marked = hit->field == field;

  uke_mark_set_text (GTK_LABEL (label), text, is_marked ? hit->match_from : 0,
                     is_marked ? hit->match_to : 0);
}

static void
show_person (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);
  GtkWidget *avatar = gtk_widget_get_first_child (child),
            *kana = gtk_widget_get_first_child (gtk_widget_get_next_sibling (avatar));
  g_autofree char *initial = uke_person_text_initial (hit->name);

  adw_avatar_set_text (ADW_AVATAR (avatar), initial);
  set_marked (kana, hit, UKE_SEARCH_FIELD_KANA, hit->kana);
  gtk_widget_set_visible (kana, hit->kana != NULL && *hit->kana != '\0');
  set_marked (gtk_widget_get_next_sibling (kana), hit, UKE_SEARCH_FIELD_NAME, hit->name);
}

static void
show_number (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);

  set_marked (child, hit, UKE_SEARCH_FIELD_NUMBER, hit->patient_number);
}

static UkeDate
get_today (UkeClinic *clinic)
{
  return uke_zone_date_of (uke_clinic_get_zone (clinic),
                           uke_clock_now_us (uke_clinic_get_clock (clinic)));
}

static void
show_birth (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);
  g_autofree char *date
      = hit->birth_date != UKE_DATE_NONE ? uke_era_format_compact (hit->birth_date) : NULL;
  g_autofree char *text = NULL;
  const char *sex = uke_person_text_sex (hit->sex);

  if (date == NULL) {
    gtk_label_set_text (GTK_LABEL (child), sex[0] != '\0' ? sex : "—");
    return;
  }
  text = g_strdup_printf (_ ("%s (%d) %s"), date,
                          uke_date_age (hit->birth_date, get_today (clinic)), sex);
  uke_mark_set_text (GTK_LABEL (child), text, 0,
                     hit->field == UKE_SEARCH_FIELD_BIRTH_DATE ? (unsigned)strlen (date) : 0);
}

static void
show_phone (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);
  g_autofree char *phone = hit->phone[0] != '\0' ? uke_phone_format (hit->phone) : NULL;
  gboolean is_marked = hit->field == UKE_SEARCH_FIELD_PHONE && phone != NULL;

  uke_mark_set_text (GTK_LABEL (child), phone != NULL ? phone : _ ("No contact"),
                     is_marked ? uke_mark_position_in_phone (phone, hit->match_from) : 0,
                     is_marked ? uke_mark_position_in_phone (phone, hit->match_to) : 0);
}

static void
show_last (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);
  g_autofree char *date = hit->last_visit_date != UKE_DATE_NONE
                              ? uke_era_format_western (hit->last_visit_date)
                              : g_strdup ("—");

  gtk_label_set_text (GTK_LABEL (child), date);
}

static void
show_next (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  const UkePatientOutline *outline = uke_patient_line_get_outline (line);
  UkeZone *zone = uke_clinic_get_zone (clinic);
  g_autofree char *text = NULL;

  gtk_widget_remove_css_class (child, "uk-secondary");
  if (outline == NULL) {
    gtk_label_set_text (GTK_LABEL (child), "");
    return;
  }
  if (outline->next_at_us != 0) {
    g_autofree char *day
        = uke_booking_slots_day (uke_zone_date_of (zone, outline->next_at_us), get_today (clinic)),
        *time = uke_booking_slots_time (zone, outline->next_at_us);

    text = g_strdup_printf ("%s %s", day, time);
  } else {
    g_autofree char *planned = outline->next_visit_date != UKE_DATE_NONE
                                   ? uke_era_format_short (outline->next_visit_date)
                                   : NULL;

    text = planned != NULL ? g_strdup_printf (_ ("Not decided, about %s"), planned)
                           : g_strdup (_ ("Not decided"));
    gtk_widget_add_css_class (child, "uk-secondary");
  }
  gtk_label_set_text (GTK_LABEL (child), text);
}

static void
show_marks (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);
  const UkePatientOutline *outline = uke_patient_line_get_outline (line);
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (child)) != NULL)
    gtk_box_remove (GTK_BOX (child), old);
  if (hit->is_ended)
    gtk_box_append (GTK_BOX (child),
                    uke_chip_new ("action-unavailable-symbolic", _ ("Contact ended"), NULL));
  if (outline != NULL && outline->is_unsent
      && uke_unsent_get_patience_ms (outline->unsent_since_us,
                                     uke_clock_now_us (uke_clinic_get_clock (clinic)))
             == 0)
    gtk_box_append (GTK_BOX (child), uke_chip_new (UKE_UNSENT_ICON, _ ("Not sent yet"), NULL));
  if (outline != NULL && outline->has_alert)
    gtk_box_append (GTK_BOX (child), uke_chip_new ("dialog-warning-symbolic", _ ("Alert"), "warn"));
  if (hit->has_same_name)
    gtk_box_append (GTK_BOX (child), uke_chip_new ("system-users-symbolic", _ ("Same name"), NULL));
  if (outline != NULL && outline->n_follow_ups > 0)
    gtk_box_append (GTK_BOX (child), uke_chip_new ("call-start-symbolic", _ ("To call"), "accent"));
  for (unsigned i = 0; outline != NULL && outline->tags[i] != NULL && i < MAX_TAGS; i++)
    gtk_box_append (GTK_BOX (child), uke_chip_new (NULL, outline->tags[i], NULL));
}

/* clang-format off */
static const struct {
  const char *title;
  int width; /* px, 0 takes what is left */
  GtkWidget *(*make) (void);
  void (*show) (UkeClinic *clinic, UkePatientLine *line, GtkWidget *child);
} columns[] = {
  { NC_ ("column", "Patient"), 240, new_person_cell, show_person },
  { NC_ ("column", "Number"), 84, new_text_cell, show_number },
  { NC_ ("column", "Born"), 176, new_text_cell, show_birth },
  { NC_ ("column", "Phone"), 146, new_text_cell, show_phone },
  { NC_ ("column", "Last visit"), 140, new_text_cell, show_last },
  { NC_ ("column", "Next appointment"), 196, new_text_cell, show_next },
  { NC_ ("column", "Marks"), 0, new_marks_cell, show_marks },
};
/* clang-format on */

static void
show_cell (Cell *cell)
{
  cell->show (cell->clinic, cell->line, gtk_list_item_get_child (cell->list_item));
}

static void
forget_line (Cell *cell)
{
  if (cell->line != NULL)
    g_signal_handlers_disconnect_by_data (cell->line, cell);
  g_clear_object (&cell->line);
}

static void
cell_free (Cell *cell)
{
  forget_line (cell);
  g_free (cell);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  unsigned nth = GPOINTER_TO_UINT (user_data);
  Cell *cell = g_new0 (Cell, 1);

  cell->clinic = g_object_get_data (G_OBJECT (factory), "clinic");
  cell->cache = g_object_get_data (G_OBJECT (factory), "cache");
  cell->list_item = list_item;
  cell->show = columns[nth].show;
  gtk_list_item_set_child (list_item, columns[nth].make ());
  g_object_set_data_full (G_OBJECT (list_item), "cell", cell, (GDestroyNotify)cell_free);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  Cell *cell = g_object_get_data (G_OBJECT (list_item), "cell");

  forget_line (cell);
  cell->line = uke_line_cache_get_line (cell->cache, gtk_list_item_get_item (list_item));
  g_signal_connect_swapped (cell->line, "changed", G_CALLBACK (show_cell), cell);
  show_cell (cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  forget_line (g_object_get_data (G_OBJECT (list_item), "cell"));
}

/**
 * uke_patient_columns_add:
 * @view: a view over UkeSearchHit items
 * @clinic: an open clinic
 *
 * Thread: main
 */
void
uke_patient_columns_add (GtkColumnView *view, UkeClinic *clinic)
{
  g_autoptr (UkeLineCache) cache = uke_line_cache_new (clinic);

  for (unsigned i = 0; i < G_N_ELEMENTS (columns); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;

    g_object_set_data_full (G_OBJECT (factory), "cache", g_object_ref (cache), g_object_unref);
    g_object_set_data_full (G_OBJECT (factory), "clinic", g_object_ref (clinic), g_object_unref);
    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
    column = gtk_column_view_column_new (g_dpgettext2 (NULL, "column", columns[i].title), factory);
    if (columns[i].width > 0)
      gtk_column_view_column_set_fixed_width (column, columns[i].width);
    else
      gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_append_column (view, column);
  }
}
