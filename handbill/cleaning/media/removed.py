"""What is not published of an upload: codes that are counted. Whoever tells the author words them."""

from typing import Final

CAMERA: Final = "camera"  # make, model, lens, and how it was set
SERIAL: Final = "serial"  # numbers of one camera, lens, phone, file
POSITION: Final = "position"  # where: GPS, and what else tells it
PLACE: Final = "place"  # names of places
TIME: Final = "time"
AUTHOR: Final = "author"  # people: who made it, owns it, stands in it
SOFTWARE: Final = "software"
COMMENT: Final = "comment"
TEXT: Final = "text"  # titles, descriptions, keywords
RIGHTS: Final = "rights"
HISTORY: Final = "history"  # of what it was made, and how it was changed
THUMBNAIL: Final = "thumbnail"  # small pictures of the whole, previews
FRAMES: Final = "frames"  # further pictures and pages: a second frame, a depth map
PROFILE: Final = "profile"  # of colours
TRAILER: Final = "trailer"  # bytes after the end
COVER: Final = "cover"  # a picture in a sound
CHAPTER: Final = "chapter"
SUBTITLE: Final = "subtitle"
TELEMETRY: Final = "telemetry"  # tracks of data: where and how a camera moved
TRACK: Final = "track"  # further tracks of sound and film
ATTACHMENT: Final = "attachment"
SCRIPT: Final = "script"
FORM: Final = "form"
LINK: Final = "link"
NOTE: Final = "note"  # annotations of a paper
LAYER: Final = "layer"
METADATA: Final = "metadata"  # a block of it whose parts are not told apart
OTHER: Final = "other"

CODES: Final = frozenset(
    (
        *(CAMERA, SERIAL, POSITION, PLACE, TIME, AUTHOR, SOFTWARE, COMMENT, TEXT, RIGHTS, HISTORY, THUMBNAIL),
        *(FRAMES, PROFILE, TRAILER, COVER, CHAPTER, SUBTITLE, TELEMETRY, TRACK, ATTACHMENT, SCRIPT, FORM),
        *(LINK, NOTE, LAYER, METADATA, OTHER),
    )
)
