package lib

var csvSpec = spec{name: "csv"}
var hashlibSpec = spec{name: "hashlib"}
var base64Spec = spec{name: "base64"}
var statsSpec = spec{name: "stats"}
var binarySpec = spec{name: "binary"}
