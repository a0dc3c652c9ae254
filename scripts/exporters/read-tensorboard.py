"""TensorBoard's own reader holds every number and picture: read-tensorboard.py NUMBERS.json LOGDIR"""

import json
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

numbers = json.load(open(sys.argv[1]))
events = EventAccumulator(sys.argv[2], size_guidance={"scalars": 0, "images": 0, "tensors": 0})
events.Reload()
found = {(tag, each.step): each.value for tag in events.Tags()["scalars"] for each in events.Scalars(tag)}
single = lambda value: struct.unpack("f", struct.pack("f", value))[0]
wanted = {(name, step): single(value) for name, step, value in numbers}
assert found == wanted, sorted(set(found.items()) ^ set(wanted.items()))[:5]
pictures = events.Images("samples")
assert all(each.encoded_image_string.startswith(b"\x89PNG") for each in pictures)
assert pictures[0].width > 0 and pictures[0].height > 0
texts = [tag for tag in events.Tags()["tensors"] if tag.startswith("configuration")]
assert texts, events.Tags()
print(f"tensorboard: {len(found)} scalars, {len(pictures)} pictures of steps {[each.step for each in pictures]}, text {texts}")
