/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-event-block.h"

#include "app/widgets/uke-glyphs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define BAR_PX 4
#define PAD_PX 8
#define ICON_PX 13
#define LINE_PX 17
#define RADIUS_PX 6
#define NARROW_PX 92
#define TWO_LINES_PX 34
#define THREE_LINES_PX 54
#define DASH_PX 4

typedef enum {
  LINE_NAME,
  LINE_WORD,
  LINE_MENU,
  LINE_FACT,
  LINE_BADGE,
  N_LINES,
} BlockLine;

struct _UkeEventBlock {
  GtkWidget parent_instance;

  UkeBlockFacts facts;
  PangoLayout *lines[N_LINES]; /* (owned) (nullable): made when first drawn */
  GdkRGBA fill, bar, ink, name_ink, menu_ink, ground;
  GdkRGBA accent, accent_ink, warn, warn_tint;
  gboolean has_colours;
  gboolean is_high_contrast; /* tints are gone: every block has an outline (design.md 11) */
  gboolean is_ghost;
};

G_DEFINE_FINAL_TYPE (UkeEventBlock, uke_event_block, GTK_TYPE_WIDGET)

static const struct {
  const char *icon;
  const char *word;
  const char *short_word; /* (nullable): on a block, where it differs */
  const char *css;
} STATUSES[UKE_N_STATUSES + 1] = {
  [UKE_STATUS_BOOKED]
  = { "document-open-recent-symbolic", NC_ ("status", "Booked"), NULL, "booked" },
  [UKE_STATUS_CONFIRMED] = { "emblem-ok-symbolic", NC_ ("status", "Confirmed"), NULL, "confirmed" },
  [UKE_STATUS_ARRIVED] = { "mark-location-symbolic", NC_ ("status", "Arrived"), NULL, "arrived" },
  [UKE_STATUS_IN_ROOM]
  = { "media-playback-start-symbolic", NC_ ("status", "In room"), NULL, "in_room" },
  [UKE_STATUS_PAYING]
  = { "accessories-calculator-symbolic", NC_ ("status", "Paying"), NULL, "paying" },
  [UKE_STATUS_DONE] = { "emblem-default-symbolic", NC_ ("status", "Done"), NULL, "done" },
  [UKE_STATUS_NO_SHOW] = { "appointment-missed-symbolic", NC_ ("status", "No-show"),
                           NC_ ("status on a block", "No-show"), "no_show" },
  [UKE_STATUS_CANCELLED]
  = { "action-unavailable-symbolic", NC_ ("status", "Cancelled"), NULL, "cancelled" },
};

/**
 * Frees what facts hold.
 * @facts: the facts; all zero afterwards
 *
 * Thread: main
 */
void
uke_block_facts_clear (UkeBlockFacts *facts)
{
  g_free (facts->name);
  g_free (facts->family_name);
  g_free (facts->word);
  g_free (facts->menu);
  g_free (facts->fact);
  g_free (facts->label);
  memset (facts, 0, sizeof *facts);
}

static void
drop_layouts (UkeEventBlock *self)
{
  for (int i = 0; i < N_LINES; i++)
    g_clear_object (&self->lines[i]);
}

static GdkRGBA
status_colour (UkeEventBlock *self, const char *part)
{
  g_autofree char *name = g_strdup_printf ("uk_%s_%s", STATUSES[self->facts.status].css, part);

  return uke_colour (GTK_WIDGET (self), name);
}

static void
find_colours (UkeEventBlock *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  UkeStatus status = self->facts.status;

  self->fill = status_colour (self, "fill");
  self->bar = status_colour (self, "bar");
  self->ink = status_colour (self, "text");
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &self->name_ink);
  if (status == UKE_STATUS_DONE || status == UKE_STATUS_CANCELLED)
    self->name_ink = self->ink;
  self->menu_ink = status == UKE_STATUS_DONE || status == UKE_STATUS_CANCELLED
                       ? self->ink
                       : uke_colour (widget, "uk_secondary");
  self->ground = uke_colour (widget, "view_bg_color");
  self->accent = uke_colour (widget, "accent_bg_color");
  self->accent_ink = uke_colour (widget, "accent_fg_color");
  self->warn = uke_colour (widget, "uk_warn_text");
  self->warn_tint = uke_colour (widget, "uk_warn_tint");
  self->is_high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  self->has_colours = TRUE;
}

static PangoLayout *
make_line (UkeEventBlock *self, BlockLine line, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  UkeStatus status = self->facts.status;
  gboolean is_bold
      = line == LINE_WORD || line == LINE_FACT || line == LINE_BADGE
        || (line == LINE_NAME && status != UKE_STATUS_DONE && status != UKE_STATUS_CANCELLED);

  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (line == LINE_NAME && status == UKE_STATUS_CANCELLED)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  if (line == LINE_BADGE)
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.84));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static int
width_of (PangoLayout *layout)
{
  int width;

  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
make_layouts (UkeEventBlock *self)
{
  const UkeBlockFacts *facts = &self->facts;
  gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_PX;

  self->lines[LINE_NAME]
      = make_line (self, LINE_NAME, is_narrow ? facts->family_name : facts->name);
  self->lines[LINE_WORD] = make_line (self, LINE_WORD, facts->word);
  self->lines[LINE_MENU] = make_line (self, LINE_MENU, facts->menu);
  if (facts->fact != NULL)
    self->lines[LINE_FACT] = make_line (self, LINE_FACT, facts->fact);
  if (facts->is_new)
    self->lines[LINE_BADGE] = make_line (self, LINE_BADGE, C_ ("badge: first visit", "New"));
}

/* Text sits on the same baseline whatever fonts its characters come from. */
static void
draw_text (GtkSnapshot *snapshot, PangoLayout *layout, float x, float baseline, const GdkRGBA *ink)
{
  float top = baseline - (float)pango_layout_get_baseline (layout) / PANGO_SCALE;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, roundf (top)));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_bar (UkeEventBlock *self, GtkSnapshot *snapshot, float height)
{
  UkeStatus status = self->facts.status;

  if (status != UKE_STATUS_NO_SHOW && status != UKE_STATUS_CANCELLED) {
    gtk_snapshot_append_color (snapshot, &self->bar, &GRAPHENE_RECT_INIT (0, 0, BAR_PX, height));
    return;
  }
  for (float y = 0; y < height; y += DASH_PX + 2)
    gtk_snapshot_append_color (snapshot, &self->bar,
                               &GRAPHENE_RECT_INIT (0, y, BAR_PX - 1, DASH_PX));
}

static void
draw_ground (UkeEventBlock *self, GtkSnapshot *snapshot, float width, float height)
{
  UkeStatus status = self->facts.status;
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), RADIUS_PX);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  if (self->facts.is_unconfirmed) {
    GdkRGBA line = self->name_ink;
    line.alpha = 0.10f;
    uke_hatch_snapshot (snapshot, &shape.bounds, &self->fill, &line);
  } else {
    gtk_snapshot_append_color (
        snapshot, status == UKE_STATUS_CANCELLED ? &self->ground : &self->fill, &shape.bounds);
  }
  draw_bar (self, snapshot, height);
  gtk_snapshot_pop (snapshot);

  if (status == UKE_STATUS_BOOKED || status == UKE_STATUS_CANCELLED || self->is_high_contrast) {
    GdkRGBA line = self->name_ink;
    float px = self->is_high_contrast ? 2 : 1;
    line.alpha = self->is_high_contrast ? 1.0f : 0.22f;
    gtk_snapshot_append_border (snapshot, &shape, (float[4]){ px, px, px, px },
                                (GdkRGBA[4]){ line, line, line, line });
  }
}

/* The plate under the later of two bookings that the column has no room for. */
static void
draw_plate (UkeEventBlock *self, GtkSnapshot *snapshot, float width, float height)
{
  g_autoptr (PangoLayout) layout = make_line (self, LINE_FACT, C_ ("plate on a block", "Double"));
  float text = (float)width_of (layout);
  float left = (width - text - ICON_PX - 3) / 2;
  float top = height - LINE_PX - 2;
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (
      &shape, &GRAPHENE_RECT_INIT (BAR_PX + 1, top, width - BAR_PX - 3, LINE_PX), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &self->warn_tint, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  left = MAX (left, BAR_PX + 2);
  uke_glyph_snapshot (snapshot, GTK_WIDGET (self), "dialog-warning-symbolic", 12, &self->warn, left,
                      top + 2);
  draw_text (snapshot, layout, left + ICON_PX + 2, top + 13, &self->warn);
}

static void
draw_badge (UkeEventBlock *self, GtkSnapshot *snapshot, float x, float baseline)
{
  float width = (float)width_of (self->lines[LINE_BADGE]) + 6;
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (x, baseline - 11, width, 14), 3);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &self->accent, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  draw_text (snapshot, self->lines[LINE_BADGE], x + 3, baseline - 1, &self->accent_ink);
}

/* Room runs out in this order: glyph, menu, badge, given name; the family name stays. */
static float
draw_name_line (UkeEventBlock *self, GtkSnapshot *snapshot, float width, float baseline)
{
  float x = PAD_PX + ICON_PX + 3;
  float right = width - 6;
  float name = (float)width_of (self->lines[LINE_NAME]);
  float badge
      = self->lines[LINE_BADGE] != NULL ? (float)width_of (self->lines[LINE_BADGE]) + 6 + 4 : 0;

  if (self->facts.glyph != NULL && x + name + badge + ICON_PX + 4 <= right) {
    uke_glyph_snapshot (snapshot, GTK_WIDGET (self), self->facts.glyph, 12, &self->menu_ink,
                        right - 12, baseline - 11);
    right -= ICON_PX + 4;
  }
  uke_glyph_snapshot (snapshot, GTK_WIDGET (self), uke_status_icon (self->facts.status), ICON_PX,
                      &self->ink, PAD_PX, baseline - 11);
  if (x + name > right && self->facts.family_name != NULL) {
    pango_layout_set_text (self->lines[LINE_NAME], self->facts.family_name, -1);
    name = (float)width_of (self->lines[LINE_NAME]);
  }
  name = MIN (name, right - x);
  pango_layout_set_width (self->lines[LINE_NAME], (int)ceilf (name) * PANGO_SCALE);
  draw_text (snapshot, self->lines[LINE_NAME], x, baseline, &self->name_ink);
  x += name + 5;
  if (badge > 0 && x + badge <= right + 4) {
    draw_badge (self, snapshot, x, baseline);
    x += badge;
  }
  return x;
}

static void
draw_menu (UkeEventBlock *self, GtkSnapshot *snapshot, float x, float right, float baseline)
{
  if (right - x < 24)
    return;

  pango_layout_set_width (self->lines[LINE_MENU], (int)(right - x) * PANGO_SCALE);
  draw_text (snapshot, self->lines[LINE_MENU], x, baseline, &self->menu_ink);
}

static void
draw_lines (UkeEventBlock *self, GtkSnapshot *snapshot, float width, float height)
{
  float right = width - 6;
  gboolean is_one_line = height < TWO_LINES_PX;
  float baseline = is_one_line ? roundf (height / 2 + 5) : 14;
  float x = draw_name_line (self, snapshot, width, baseline);

  if (is_one_line) {
    float end = self->facts.glyph != NULL ? right - ICON_PX - 4 : right;
    draw_menu (self, snapshot, x, end, baseline);
    return;
  }

  float room = self->facts.is_double ? height - LINE_PX - 2 : height;
  baseline += LINE_PX;
  if (baseline + 3 > room)
    return;
  float word = MIN ((float)width_of (self->lines[LINE_WORD]), right - PAD_PX);
  pango_layout_set_width (self->lines[LINE_WORD], (int)ceilf (word) * PANGO_SCALE);
  draw_text (snapshot, self->lines[LINE_WORD], PAD_PX, baseline, &self->ink);
  gboolean is_narrow = width < NARROW_PX;
  if (!is_narrow)
    draw_menu (self, snapshot, PAD_PX + word + 5, right, baseline);
  else if ((baseline += LINE_PX) + 3 <= room)
    draw_menu (self, snapshot, PAD_PX, right, baseline);

  baseline += LINE_PX;
  if (self->lines[LINE_FACT] == NULL || room < THREE_LINES_PX || baseline + 3 > room)
    return;
  pango_layout_set_width (self->lines[LINE_FACT], (int)(right - PAD_PX) * PANGO_SCALE);
  draw_text (snapshot, self->lines[LINE_FACT], PAD_PX, baseline, &self->ink);
}

static void
draw_focus (UkeEventBlock *self, GtkSnapshot *snapshot, float width, float height)
{
  GskRoundedRect ring;
  GdkRGBA colour = self->accent;

  gsk_rounded_rect_init_from_rect (&ring, &GRAPHENE_RECT_INIT (-1, -1, width + 2, height + 2),
                                   RADIUS_PX + 1);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ colour, colour, colour, colour });
}

static void
uke_event_block_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeEventBlock *self = UKE_EVENT_BLOCK (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);

  if (self->facts.status == UKE_STATUS_NONE)
    return;
  if (!self->has_colours)
    find_colours (self);
  if (self->lines[LINE_NAME] == NULL)
    make_layouts (self);

  if (self->is_ghost)
    gtk_snapshot_push_opacity (snapshot, 0.45);
  draw_ground (self, snapshot, width, height);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_lines (self, snapshot, width, height);
  if (self->facts.is_double && height >= TWO_LINES_PX)
    draw_plate (self, snapshot, width, height);
  gtk_snapshot_pop (snapshot);
  if (self->is_ghost)
    gtk_snapshot_pop (snapshot);
  if (gtk_widget_has_visible_focus (widget)
      || (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_CHECKED) != 0)
    draw_focus (self, snapshot, width, height);
}

static void
uke_event_block_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  /* The grid decides; a block fits into whatever it is given. */
  *minimum = *natural = 1;
}

static void
uke_event_block_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  drop_layouts (UKE_EVENT_BLOCK (widget));
}

static void
uke_event_block_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  UkeEventBlock *self = UKE_EVENT_BLOCK (widget);

  GTK_WIDGET_CLASS (uke_event_block_parent_class)->css_changed (widget, change);
  self->has_colours = FALSE;
  drop_layouts (self);
  gtk_widget_queue_draw (widget);
}

static void
uke_event_block_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  gtk_widget_queue_draw (widget);
}

static void
uke_event_block_dispose (GObject *object)
{
  drop_layouts (UKE_EVENT_BLOCK (object));
  G_OBJECT_CLASS (uke_event_block_parent_class)->dispose (object);
}

static void
uke_event_block_finalize (GObject *object)
{
  uke_block_facts_clear (&UKE_EVENT_BLOCK (object)->facts);
  G_OBJECT_CLASS (uke_event_block_parent_class)->finalize (object);
}

static void
uke_event_block_class_init (UkeEventBlockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = uke_event_block_dispose;
  object_class->finalize = uke_event_block_finalize;
  widget_class->snapshot = uke_event_block_snapshot;
  widget_class->measure = uke_event_block_measure;
  widget_class->size_allocate = uke_event_block_size_allocate;
  widget_class->css_changed = uke_event_block_css_changed;
  widget_class->state_flags_changed = uke_event_block_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "eventblock");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
uke_event_block_init (UkeEventBlock *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
}

/**
 * Makes a block that shows nothing yet.
 *
 * Returns: (transfer floating): the block.
 * Thread: main
 */
GtkWidget *
uke_event_block_new (void)
{
  return g_object_new (UKE_TYPE_EVENT_BLOCK, NULL);
}

/**
 * Shows a booking; a block is used again for another one when the day changes.
 * @self: the block
 * @facts: what to show; its strings are taken over and @facts is cleared
 *
 * Thread: main
 */
void
uke_event_block_set_facts (UkeEventBlock *self, UkeBlockFacts *facts)
{
  g_return_if_fail (UKE_IS_EVENT_BLOCK (self));

  uke_block_facts_clear (&self->facts);
  self->facts = *facts;
  memset (facts, 0, sizeof *facts);
  self->has_colours = FALSE;
  drop_layouts (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->facts.label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * What the block shows.
 * @self: the block
 *
 * Returns: (transfer none): the facts.
 * Thread: main
 */
const UkeBlockFacts *
uke_event_block_get_facts (UkeEventBlock *self)
{
  g_return_val_if_fail (UKE_IS_EVENT_BLOCK (self), NULL);

  return &self->facts;
}

/**
 * Shows the block faintly: it is being moved away from here.
 * @self: the block
 * @is_ghost: whether
 *
 * Thread: main
 */
void
uke_event_block_set_ghost (UkeEventBlock *self, gboolean is_ghost)
{
  g_return_if_fail (UKE_IS_EVENT_BLOCK (self));

  if (self->is_ghost == is_ghost)
    return;
  self->is_ghost = is_ghost;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * The icon of a status.
 * @status: a status
 *
 * Returns: (transfer none): icon name.
 * Thread: any
 * Source: design.md 5
 */
const char *
uke_status_icon (UkeStatus status)
{
  g_return_val_if_fail (status > UKE_STATUS_NONE && status <= UKE_N_STATUSES, "");

  return STATUSES[status].icon;
}

/**
 * The word of a status.
 * @status: a status
 *
 * Returns: (transfer none): the translated word.
 * Thread: any
 * Source: design.md 5
 */
const char *
uke_status_word (UkeStatus status)
{
  g_return_val_if_fail (status > UKE_STATUS_NONE && status <= UKE_N_STATUSES, "");

  return g_dpgettext2 (NULL, "status", STATUSES[status].word);
}

/**
 * The word of a status as a block shows it.
 * @status: a status
 *
 * Returns: (transfer none): the translated word.
 * Thread: any
 */
const char *
uke_status_short_word (UkeStatus status)
{
  g_return_val_if_fail (status > UKE_STATUS_NONE && status <= UKE_N_STATUSES, "");

  return STATUSES[status].short_word != NULL
             ? g_dpgettext2 (NULL, "status on a block", STATUSES[status].short_word)
             : uke_status_word (status);
}

/**
 * The name of a status in colours and style classes.
 * @status: a status
 *
 * Returns: (transfer none): e.g. "in_room".
 * Thread: any
 */
const char *
uke_status_css_name (UkeStatus status)
{
  g_return_val_if_fail (status > UKE_STATUS_NONE && status <= UKE_N_STATUSES, "");

  return STATUSES[status].css;
}
