/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/palette/uke-palette.h"

#include "app/palette/uke-palette-preview.h"
#include "app/palette/uke-palette-row.h"
#include "app/patients/uke-recent-patients.h"
#include "base/uke-fold.h"
#include "base/uke-number.h"

#include <glib/gi18n.h>

/* A query counts as settled, and is noted in the audit, when nobody has typed for this long
 * (decision 12). */
enum { SETTLE_MS = 1200, MAX_HITS = 50, MAX_TODAY = 9, MAX_BOOKINGS = 4 };

struct _UkePalette {
  AdwWindow parent_instance;

  UkeClinic *clinic;          /* (owned) */
  GListStore *items;          /* (owned) (element-type UkePaletteItem) */
  GtkSingleSelection *chosen; /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GCancellable *reading;      /* (owned) (nullable): of what is known about who was found */
  unsigned settle_id;         /* source, 0 for none */
  unsigned n_found;
  gboolean is_noted;

  GtkText *entry;
  GtkListView *list;
  UkePalettePreview *preview;
  GtkStack *stack;
  AdwStatusPage *nothing;
  GtkLabel *timing;
};

G_DEFINE_FINAL_TYPE (UkePalette, uke_palette, ADW_TYPE_WINDOW)

/* The outlines of one search under way. */
typedef struct {
  UkePalette *palette;       /* (owned) */
  GPtrArray *lines;          /* (owned) (element-type UkePatientLine) */
  GCancellable *cancellable; /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->palette);
  g_ptr_array_unref (reading->lines);
  g_object_unref (reading->cancellable);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static const char *
get_text (UkePalette *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static UkePaletteItem *
get_chosen (UkePalette *self)
{
  return gtk_single_selection_get_selected_item (self->chosen);
}

static UkeDate
get_today (UkePalette *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                           uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
}

static void
chosen_changed_cb (UkePalette *self)
{
  uke_palette_preview_show (self->preview, get_chosen (self), self->clinic, get_today (self));
}

/* What was searched for goes into the audit once: when the typing settles or a row is taken. */
static void
note_search (UkePalette *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->is_noted || get_text (self)[0] == '\0')
    return;
  self->is_noted = TRUE;
  uke_clinic_note_search_async (self->clinic, get_text (self), self->n_found, NULL, NULL);
}

static gboolean
settled_cb (gpointer user_data)
{
  UkePalette *self = user_data;

  self->settle_id = 0;
  note_search (self);
  return G_SOURCE_REMOVE;
}

static void
add_group (GPtrArray *items, const char *title, const char *detail)
{
  g_ptr_array_add (items, uke_palette_item_new_group (title, detail));
}

static gboolean
is_added (GPtrArray *lines, UkeSearchHit *hit)
{
  for (unsigned i = 0; i < lines->len; i++)
    if (uke_patient_line_get_hit (lines->pdata[i]) == hit)
      return TRUE;
  return FALSE;
}

static void
add_line (GPtrArray *items, GPtrArray *lines, UkeSearchHit *hit)
{
  g_autoptr (UkePatientLine) line = uke_patient_line_new (hit);

  g_ptr_array_add (lines, g_object_ref (line));
  g_ptr_array_add (items, uke_palette_item_new_line (UKE_PALETTE_HIT, line));
}

/* People of one name stand together, so that nobody is taken for another (design 07). */
static void
add_with_namesakes (GPtrArray *items,
                    GPtrArray *lines,
                    GPtrArray *hits,
                    unsigned nth,
                    unsigned fields)
{
  UkeSearchHit *first = hits->pdata[nth];

  for (unsigned i = nth; i < hits->len; i++) {
    UkeSearchHit *hit = hits->pdata[i];

    if (is_added (lines, hit) || (fields & 1u << hit->field) == 0)
      continue;
    if (i == nth || (first->has_same_name && g_str_equal (hit->name, first->name)))
      add_line (items, lines, hit);
  }
}

/* People who were found by their number stand apart from people found by their name (design 07). */
typedef struct {
  const char *title;
  unsigned fields;
} HitGroup;

static const HitGroup PEOPLE
    = { N_ ("Patients"),
        1u << UKE_SEARCH_FIELD_NONE | 1u << UKE_SEARCH_FIELD_NAME | 1u << UKE_SEARCH_FIELD_KANA };
static const HitGroup PHONES = { N_ ("Phone numbers"), 1u << UKE_SEARCH_FIELD_PHONE };
static const HitGroup NUMBERS = { N_ ("Patient numbers"), 1u << UKE_SEARCH_FIELD_NUMBER };
static const HitGroup BIRTHS = { N_ ("Birth dates"), 1u << UKE_SEARCH_FIELD_BIRTH_DATE };

static void
add_hit_group (GPtrArray *items, GPtrArray *lines, UkeSearchResult *result, const HitGroup *group)
{
  unsigned at = items->len, n = 0;

  for (unsigned i = 0; i < result->hits->len; i++) {
    UkeSearchHit *hit = g_ptr_array_index (result->hits, i);

    if ((group->fields & 1u << hit->field) == 0)
      continue;
    add_with_namesakes (items, lines, result->hits, i, group->fields);
    n = items->len - at;
  }
  if (n > 0) {
    unsigned shown = n == result->hits->len ? result->total : n;
    g_autofree char *count = g_strdup_printf (ngettext ("%u person", "%u people", shown), shown);

    g_ptr_array_insert (items, (int)at, uke_palette_item_new_group (_ (group->title), count));
  }
}

/* A whole patient number was typed from a card: whoever has it leads, before the many phone numbers
 * that hold the same digits. */
static gboolean
leads_by_number (UkeSearchResult *result, const char *text)
{
  UkeSearchHit *first = result->hits->len > 0 ? result->hits->pdata[0] : NULL;

  return first != NULL && first->field == UKE_SEARCH_FIELD_NUMBER
         && uke_number_equal (first->patient_number, text);
}

static void
add_hits (GPtrArray *items, GPtrArray *lines, UkeSearchResult *result, const char *text)
{
  gboolean is_number = leads_by_number (result, text);
  const HitGroup *const groups[] = { is_number ? &NUMBERS : &PEOPLE, is_number ? &PEOPLE : &PHONES,
                                     is_number ? &PHONES : &NUMBERS, &BIRTHS };

  for (unsigned g = 0; g < G_N_ELEMENTS (groups); g++)
    add_hit_group (items, lines, result, groups[g]);
}

static void
add_actions (UkePalette *self, GPtrArray *items)
{
  g_autofree char *title = g_strdup_printf (_ ("Register “%s” as a new patient"), get_text (self));
  gboolean may_register = uke_clinic_may (self->clinic, UKE_ACTION_PATIENT_REGISTER),
           may_plan = uke_clinic_may (self->clinic, UKE_ACTION_FOLLOW_UP_CREATE);

  if (may_register || may_plan)
    add_group (items, _ ("Actions"), NULL);
  if (may_register)
    g_ptr_array_add (items, uke_palette_item_new_action ("contact-new-symbolic", title,
                                                         _ ("checks for duplicates first"),
                                                         "Ctrl N", "win.new-patient"));
  if (may_plan)
    g_ptr_array_add (items, uke_palette_item_new_action ("call-start-symbolic", _ ("Plan a call…"),
                                                         _ ("puts it on the follow-up list"), NULL,
                                                         "win.plan-call"));
}

static void
choose_first_row (UkePalette *self)
{
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++) {
    g_autoptr (UkePaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

    if (item->kind != UKE_PALETTE_GROUP) {
      gtk_single_selection_set_selected (self->chosen, i);
      return;
    }
  }
}

static void
show_items (UkePalette *self, GPtrArray *items)
{
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  choose_first_row (self);
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "list" : "nothing");
}

static void
show_timing (UkePalette *self, int64_t took_us)
{
  g_autoptr (UkeSearchResult) all = uke_clinic_list_patients (self->clinic, 0, 0);
  g_autofree char *text = NULL;

  /* Translators: how long a search took on this machine, and how many patients it looked through.
   */
  text = g_strdup_printf (_ ("Searched on this desk in %d ms, %u patients"),
                          (int)((took_us + 999) / 1000), all->total);
  gtk_label_set_text (self->timing, text);
}

/* The next bookings of those who were found, the soonest first, before the actions. */
static void
insert_bookings (UkePalette *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  unsigned n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), at = n;

  for (unsigned i = 0; i < lines->len && items->len < MAX_BOOKINGS; i++) {
    const UkePatientOutline *outline = uke_patient_line_get_outline (lines->pdata[i]);

    if (outline != NULL && outline->next_at_us != 0)
      g_ptr_array_add (items, uke_palette_item_new_line (UKE_PALETTE_BOOKING, lines->pdata[i]));
  }
  if (items->len == 0)
    return;
  for (unsigned i = n; i > 0; i--) {
    g_autoptr (UkePaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i - 1);

    if (item->kind == UKE_PALETTE_HIT)
      break;
    at = i - 1;
  }
  g_ptr_array_insert (items, 0, uke_palette_item_new_group (_ ("Bookings"), NULL));
  g_list_store_splice (self->items, at, 0, items->pdata, items->len);
}

static void
outlines_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  UkePalette *self = reading->palette;
  g_autoptr (GPtrArray) outlines
      = uke_clinic_load_outlines_finish (UKE_CLINIC (source), result, NULL);

  /* Without them the rows still say who it is. */
  if (outlines == NULL || g_cancellable_is_cancelled (reading->cancellable))
    return;
  uke_patient_line_take_outlines (reading->lines, outlines);
  if (get_text (self)[0] != '\0')
    insert_bookings (self, reading->lines);
  chosen_changed_cb (self);
}

/* What the store knows about those who were found follows the search, which never waits for it. */
static void
read_outlines (UkePalette *self, GPtrArray *lines)
{
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

  g_cancellable_cancel (self->reading);
  g_set_object (&self->reading, NULL);
  self->reading = g_cancellable_new ();
  reading->palette = g_object_ref (self);
  reading->lines = g_ptr_array_ref (lines);
  reading->cancellable = g_object_ref (self->reading);
  for (unsigned i = 0; i < lines->len; i++)
    g_array_append_val (ids, uke_patient_line_get_hit (lines->pdata[i])->patient_id);
  uke_clinic_load_outlines_async (self->clinic, ids, self->reading, outlines_read_cb, reading);
}

static void
search (UkePalette *self)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  int64_t before_us = g_get_monotonic_time ();
  g_autoptr (UkeSearchResult) result = uke_clinic_search (self->clinic, get_text (self), MAX_HITS);

  show_timing (self, g_get_monotonic_time () - before_us);
  self->n_found = result->total;
  if (result->total == 0) {
    g_autofree char *folded = uke_fold_kana (get_text (self));
    g_autofree char *title = g_strdup_printf (_ ("Nobody matches “%s”"), folded);

    add_group (items, title,
               _ ("try a part of the name, the last digits of the phone or the birth date"));
  }
  add_hits (items, lines, result, get_text (self));
  add_actions (self, items);
  show_items (self, items);
  read_outlines (self, lines);
}

static gboolean
is_expected (const UkeDayCard *card)
{
  return card->status == UKE_STATUS_BOOKED || card->status == UKE_STATUS_CONFIRMED;
}

static void
add_recent (UkePalette *self, GPtrArray *items, GPtrArray *lines)
{
  GPtrArray *recent = uke_recent_patients_get (self->clinic);

  if (recent->len == 0)
    return;
  add_group (items, _ ("Opened last"), NULL);
  for (unsigned i = 0; i < recent->len; i++)
    add_line (items, lines, recent->pdata[i]);
}

static void
today_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePalette) self = user_data;
  g_autoptr (UkeDay) day = uke_clinic_load_day_finish (UKE_CLINIC (source), result, NULL);
  g_autoptr (GPtrArray) items = NULL, lines = NULL;
  unsigned n_before;

  /* The list of today's patients is a convenience: without it the palette says what can be typed.
   */
  if (day == NULL || g_cancellable_is_cancelled (self->cancellable) || get_text (self)[0] != '\0')
    return;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  lines = g_ptr_array_new_with_free_func (g_object_unref);
  add_recent (self, items, lines);
  add_group (items, _ ("Expected today"), NULL);
  n_before = items->len;
  for (unsigned i = 0; i < day->cards->len && items->len < n_before + MAX_TODAY; i++) {
    const UkeDayCard *card = g_ptr_array_index (day->cards, i);

    if (is_expected (card))
      g_ptr_array_add (items, uke_palette_item_new_card (day, card));
  }
  if (items->len == n_before)
    g_ptr_array_set_size (items, (int)n_before - 1);
  show_items (self, items);
  read_outlines (self, lines);
}

static void
show_today (UkePalette *self)
{
  g_list_store_remove_all (self->items);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
  show_timing (self, 0);
  uke_clinic_load_day_async (self->clinic, get_today (self), self->cancellable, today_loaded_cb,
                             g_object_ref (self));
}

static void
entry_changed_cb (UkePalette *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->is_noted = FALSE;
  if (get_text (self)[0] == '\0') {
    show_today (self);
    return;
  }
  search (self);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

/* Leaves the palette for @action of the window behind it. */
static void
leave_for (UkePalette *self, const char *action, GVariant *target)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (target);
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  note_search (self);
  gtk_window_close (GTK_WINDOW (self));
  gtk_widget_activate_action_variant (parent, action, kept);
}

static void
open_card (UkePalette *self, const char *page_action)
{
  UkePaletteItem *item = get_chosen (self);
  const UkeId *patient_id = item != NULL ? uke_palette_item_get_patient_id (item) : NULL;
  char hex[UKE_ID_HEX_SIZE];

  if (item != NULL && item->kind == UKE_PALETTE_ACTION) {
    leave_for (self, item->action, g_variant_new_string (get_text (self)));
    return;
  }
  if (patient_id == NULL)
    return;
  uke_id_to_hex (patient_id, hex);
  if (!g_str_equal (page_action, "win.record"))
    leave_for (self, page_action, g_variant_new_string (hex));
  else if (item->line != NULL && get_text (self)[0] != '\0')
    leave_for (self, "win.found-patient", g_variant_new ("(ss)", hex, get_text (self)));
  else
    leave_for (self, "win.record", g_variant_new ("(ss)", "patients", hex));
}

static void
open_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  open_card (UKE_PALETTE (widget), "win.record");
}

static void
book_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  open_card (UKE_PALETTE (widget), "win.book");
}

static void
call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  open_card (UKE_PALETTE (widget), "win.call-patient");
}

static void
new_patient_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  leave_for (UKE_PALETTE (widget), "win.new-patient",
             g_variant_new_string (get_text (UKE_PALETTE (widget))));
}

static void
entry_activate_cb (UkePalette *self)
{
  open_card (self, "win.record");
}

static void
row_activate_cb (UkePalette *self, unsigned position)
{
  gtk_single_selection_set_selected (self->chosen, position);
  open_card (self, "win.record");
}

/* Moves the choice past headings while the entry keeps the focus and the typing goes on. */
static void
move_choice (UkePalette *self, int step)
{
  int n = (int)g_list_model_get_n_items (G_LIST_MODEL (self->items));
  int at = (int)gtk_single_selection_get_selected (self->chosen);

  for (at += step; at >= 0 && at < n; at += step) {
    g_autoptr (UkePaletteItem) item
        = g_list_model_get_item (G_LIST_MODEL (self->items), (unsigned)at);

    if (item->kind == UKE_PALETTE_GROUP)
      continue;
    gtk_single_selection_set_selected (self->chosen, (unsigned)at);
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", (unsigned)at);
    return;
  }
}

static gboolean
key_pressed_cb (UkePalette *self, unsigned key, unsigned code, GdkModifierType state)
{
  gboolean is_plain = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0;

  if (is_plain && (key == GDK_KEY_Down || key == GDK_KEY_Up)) {
    move_choice (self, key == GDK_KEY_Down ? 1 : -1);
    return TRUE;
  }
  return FALSE;
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, uke_palette_row_new ());
}

static void
bind_row_cb (UkePalette *self, GtkListItem *list_item)
{
  UkePaletteItem *item = gtk_list_item_get_item (list_item);
  UkePaletteRow *row = UKE_PALETTE_ROW (gtk_list_item_get_child (list_item));

  gtk_list_item_set_selectable (list_item, item->kind != UKE_PALETTE_GROUP);
  gtk_list_item_set_activatable (list_item, item->kind != UKE_PALETTE_GROUP);
  uke_palette_row_show (row, item, self->clinic);
}

static void
uke_palette_dispose (GObject *object)
{
  UkePalette *self = UKE_PALETTE (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->chosen);
  g_clear_object (&self->items);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_palette_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/palette/uke-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePalette, entry);
  gtk_widget_class_bind_template_child (widget_class, UkePalette, list);
  gtk_widget_class_bind_template_child (widget_class, UkePalette, preview);
  gtk_widget_class_bind_template_child (widget_class, UkePalette, stack);
  gtk_widget_class_bind_template_child (widget_class, UkePalette, nothing);
  gtk_widget_class_bind_template_child (widget_class, UkePalette, timing);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
}

static void
uke_palette_class_init (UkePaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_PALETTE_PREVIEW);
  G_OBJECT_CLASS (klass)->dispose = uke_palette_dispose;
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "palette.open", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "palette.book", NULL, book_cb);
  gtk_widget_class_install_action (widget_class, "palette.new-patient", NULL, new_patient_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "palette.book", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "palette.book", NULL);
  gtk_widget_class_install_action (widget_class, "palette.call", NULL, call_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "palette.call",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_ALT_MASK, "palette.call",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK,
                                       "palette.new-patient", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
uke_palette_init (UkePalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (UKE_TYPE_PALETTE_ITEM);
  self->chosen = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  g_signal_connect_object (self->chosen, "notify::selected-item", G_CALLBACK (chosen_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->chosen));
}

/**
 * uke_palette_new:
 * @parent: the desk's window, whose actions the palette leaves for
 * @clinic: an open clinic
 *
 * Returns: (transfer none): the palette, to be presented; it frees itself when it is closed
 * Thread: main
 */
GtkWidget *
uke_palette_new (GtkWindow *parent, UkeClinic *clinic)
{
  UkePalette *self = g_object_new (UKE_TYPE_PALETTE, "transient-for", parent, NULL);

  self->clinic = g_object_ref (clinic);
  show_today (self);
  return GTK_WIDGET (self);
}
